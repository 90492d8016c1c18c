/** Writes dist/, what the published package runs: JavaScript, declarations, and the files beside them that are read at run time. */
import { existsSync } from 'node:fs'
import { chmod, cp, rm, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { root, runTool } from './tools.ts'

const parts = ['server', 'mocks', 'client', 'cli', 'contract-tests', 'generated']
/** Of this project alone: what proves it, and its own pacts. */
const unpublished = ['consumers', 'mutation', 'pacts'].map((folder) => join('contract-tests', folder))
const dist = join(root, 'dist')

await rm(dist, { recursive: true, force: true })
const { code, output } = await runTool('tsc', ['-p', 'tsconfig.build.json'])
if (code !== 0) {
  process.stderr.write(output)
  process.exit(code)
}
for (const part of parts) {
  if (existsSync(join(root, part))) await cp(join(root, part), join(dist, part), { recursive: true, filter: isAsset })
}
const command = join(dist, 'cli', 'trunkline.js')
if (existsSync(command)) await chmod(command, 0o755)

async function isAsset(path: string, copy: string): Promise<boolean> {
  const place = relative(root, path)
  if (place.split(sep).includes('test') || unpublished.includes(place)) return false
  if ((await stat(path)).isDirectory()) return true
  if (/\.(ts|md)$/.test(basename(path))) return false
  if (existsSync(copy)) throw new Error(`${place} would take the place of a compiled module`)
  return true
}
