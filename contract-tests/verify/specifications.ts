import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Document, readDocument, toDocument } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import { Unusable } from './unusable.ts'

const surfaces: SurfaceName[] = ['keebai', 'hubmessage']
const root = fileURLToPath(new URL('../../', import.meta.url))

/** The bundled document of each surface. */
export function bundledDocuments(): Record<SurfaceName, Document> {
  return { keebai: readDocument('keebai'), hubmessage: readDocument('hubmessage') }
}

/** A specification from a file or an address, JSON or YAML, with the surface it is of. */
export async function readSpecification(source: string): Promise<{ surface: SurfaceName; document: Document }> {
  const isAddress = /^https?:\/\//.test(source)
  const text = await (isAddress ? fetched(source) : readFile(source, 'utf8')).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'no such file' : error.message
    throw new Unusable(`The specification ${source} cannot be read: ${why}.`)
  })
  const content = await parsed(text, source)
  const surface = surfaceOf(content)
  if (!surface) throw new Unusable(`${source} has no operation of Keebai or HubMessage, so it cannot be compared.`)
  return { surface, document: isAddress ? toDocument(content, source) : toDocument(content, surface, source) }
}

/** The documents as they were at a git revision of this project, or the one in a file. */
export async function formerDocuments(since: string): Promise<Partial<Record<SurfaceName, Document>>> {
  if (existsSync(since)) {
    const { surface, document } = await readSpecification(since)
    return { [surface]: document }
  }
  const former: Partial<Record<SurfaceName, Document>> = {}
  for (const surface of surfaces) {
    const content = await atRevision(since, `generated/openapi/${surface}.json`)
    if (content) former[surface] = toDocument(content, `${surface}@${since}`)
  }
  if (Object.keys(former).length > 0) return former
  throw new Unusable(`--since ${since} is neither a file nor a git revision of this project that has specifications.`)
}

async function atRevision(revision: string, path: string): Promise<JsonObject | undefined> {
  if (revision.startsWith('-')) return undefined
  const args = ['-C', root, 'show', `${revision}:${path}`]
  try {
    const { stdout } = await promisify(execFile)('git', args, { maxBuffer: 64 * 1024 * 1024 })
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

async function fetched(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(20_000) })
  if (!response.ok) throw new Error(`it is answered with ${response.status}`)
  return response.text()
}

async function parsed(text: string, source: string): Promise<JsonObject> {
  const content = text.trimStart().startsWith('{') ? fromJson(text, source) : await fromYaml(text, source)
  if (!isObject(content) || !isObject(content.paths)) throw new Unusable(`${source} is no OpenAPI document.`)
  const foreign = /"\$ref":"(?!#)([^"]*)"/.exec(JSON.stringify(content))
  if (foreign) {
    throw new Unusable(`${source} refers to ${foreign[1]}; bundle it into one document first, as redocly bundle does.`)
  }
  return content
}

function fromJson(text: string, source: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unusable(`${source} is not JSON: ${error instanceof Error ? error.message : error}.`)
  }
}

async function fromYaml(text: string, source: string): Promise<Json> {
  const yaml = await import('yaml').catch(() => {
    throw new Unusable(`Reading ${source} needs the package yaml, which is not installed.`)
  })
  try {
    return yaml.parse(text)
  } catch (error) {
    throw new Unusable(`${source} is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
  }
}

/** The one most of whose operations it has. */
function surfaceOf(content: JsonObject): SurfaceName | undefined {
  const routes = new Set(toDocument(content, 'unknown').operations.map(({ method, path }) => `${method} ${path}`))
  const shared = surfaces.map((surface) => {
    const { operations } = readDocument(surface)
    const known = operations.filter(({ method, path }) => routes.has(`${method} ${path}`)).length
    return { surface, share: known / operations.length }
  })
  const [best] = shared.toSorted((one, other) => other.share - one.share)
  return best && best.share > 0 ? best.surface : undefined
}
