import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/** A module a browser can load. */
export interface SdkModule {
  body: string
  etag: string
}

/** What `trunkline/connect` is made of: its sources in a clone, its compiled modules in the package. */
const folder = join(import.meta.dirname, '../../../client/connect')

/** The SDK as a page loads it from a gateway, which is then the gateway it talks to. */
const entry = `import { servedFrom } from './sdk/base-url.js'
export { ConnectError, default, HubMessage } from './sdk/index.js'
servedFrom(new URL('..', import.meta.url))
`

let known: Map<string, SdkModule> | undefined

/** A module of the browser SDK by its path below `/connect/`: `sdk.js`, or `sdk/NAME.js`. */
export function sdkModule(path: string): SdkModule | undefined {
  known ??= new Map([['sdk.js', toModule(entry)], ...readModules()])
  return known.get(path)
}

function readModules(): [string, SdkModule][] {
  return readdirSync(folder)
    .filter((name) => /^[\w-]+\.(ts|js)$/.test(name))
    .map((name) => [`sdk/${name.replace(/\.ts$/, '.js')}`, toModule(toJavaScript(name))])
}

function toJavaScript(name: string): string {
  const source = readFileSync(join(folder, name), 'utf8')
  return name.endsWith('.js') ? source : withoutTypes(source).replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
}

/** Node.js warns that this is experimental; it is how the sources run in a clone at all. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}

function toModule(body: string): SdkModule {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}
