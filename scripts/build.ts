/** Writes dist/, what the published package runs: JavaScript, declarations, and the files beside them that are read at run time. */
import { existsSync } from 'node:fs'
import { chmod, cp, rm, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { root, runTool } from './tools.ts'

const parts = ['server', 'mocks', 'client', 'cli', 'generated']
const dist = join(root, 'dist')

await rm(dist, { recursive: true, force: true })
const { code, output } = await runTool('tsc', ['-p', 'tsconfig.build.json'])
if (code !== 0) {
  process.stderr.write(output)
  process.exit(code)
}
for (const part of parts) {
  // A file that would take the place of a compiled module is an error.
  const copying = { recursive: true, filter: isAsset, force: false, errorOnExist: true }
  if (existsSync(join(root, part))) await cp(join(root, part), join(dist, part), copying)
}
const command = join(dist, 'cli', 'trunkline.js')
if (existsSync(command)) await chmod(command, 0o755)

async function isAsset(path: string): Promise<boolean> {
  if (relative(root, path).split(sep).includes('test')) return false
  return (await stat(path)).isDirectory() || !/\.(ts|md)$/.test(basename(path))
}
