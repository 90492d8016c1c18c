/** Style of the code, direction of its imports, and the specifications; every finding of all three before the verdict. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from './tools.ts'

const folders = [
  'spec',
  'server',
  'mocks',
  'client',
  'cli',
  'contract-tests',
  'examples',
  'bench',
  'scripts',
  'generated',
]
const specs = ['keebai', 'hubmessage', 'meta', 'sandbox']

const steps = {
  code: () => runTool('biome', ['check', '--error-on-warnings', '.']),
  imports: () => runTool('depcruise', ['--config', '.dependency-cruiser.mjs', ...present(folders)]),
  specs: () => runTool('redocly', ['lint', '--max-problems', '1000', ...specs.filter(isPresent)]),
}

const asked = process.argv.slice(2)
for (const [name, step] of Object.entries(steps)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const { code, output } = await step()
  process.stdout.write(`${output.trimEnd()}\n${name}: ${code === 0 ? 'clean' : 'findings'}\n`)
  if (code !== 0) process.exitCode = 1
}

function present(paths: string[]): string[] {
  return paths.filter((path) => existsSync(join(root, path)))
}

function isPresent(spec: string): boolean {
  return present([`spec/${spec}/openapi.yaml`]).length > 0
}
