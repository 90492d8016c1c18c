import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Yaml from 'yaml'
import { bundledFile, type Document } from './document.ts'
import { jsonPositions, lineAt } from './json-positions.ts'
import { stepsOf } from './pointer.ts'

export interface SpecPlace {
  /** Relative to the working directory. */
  file: string
  /** From 1. */
  line: number
}

/**
 * Where a node of a document is written by hand: in `spec/<name>/…`, whose files become one by bundling; where those are not (an installed
 * package), in the bundle; of a document that was read from a file, in that file. A pointer that leads too far gives the last node on its way.
 */
export function locate(document: Document | string, pointer: string): SpecPlace | undefined {
  const name = typeof document === 'string' ? document : document.name
  const origin = typeof document === 'string' ? undefined : document.file
  try {
    return origin === undefined
      ? (inSources(name, pointer) ?? inFile(fileURLToPath(bundledFile(name)), pointer))
      : inFile(origin, pointer)
  } catch {
    return undefined
  }
}

const sources = fileURLToPath(new URL('../../spec/', import.meta.url))

function inSources(name: string, pointer: string): SpecPlace | undefined {
  const entry = `${sources}${name}/openapi.yaml`
  const yaml = yamlPackage()
  if (!yaml || !existsSync(entry)) return undefined
  const steps = stepsOf(pointer)
  const component =
    steps[0] === 'components' && steps.length >= 3 ? componentFile(name, steps[1] ?? '', steps[2] ?? '') : undefined
  return component ? walk(yaml, component, steps.slice(3)) : walk(yaml, entry, steps)
}

/** The bundler names a component after its file; files lie in a folder named like the section, or in one of its subjects' folders. */
function componentFile(name: string, section: string, component: string): string | undefined {
  const file = `${component}.yaml`
  return [name, 'common'].map((part) => filesOf(`${sources}${part}/${section}`).get(file)).find((found) => found)
}

const folders = new Map<string, Map<string, string>>()

/** The files below a folder by their names. */
function filesOf(folder: string): Map<string, string> {
  const known = folders.get(folder)
  if (known) return known
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  const files = new Map(entries.map(({ name, parentPath }) => [name, join(parentPath, name)]))
  folders.set(folder, files)
  return files
}

function walk(yaml: typeof Yaml, file: string, steps: string[]): SpecPlace {
  const parsed = parsedYaml(yaml, file)
  let node: unknown = parsed.document.contents
  let offset = 0
  for (const [index, step] of steps.entries()) {
    // A reference may have neighbours, such as a description of its own.
    const next = child(yaml, node, step)
    const reference = yaml.isMap(node) ? node.get('$ref') : undefined
    if (!next && typeof reference === 'string' && !reference.startsWith('#')) {
      return walk(yaml, fileURLToPath(new URL(reference, `file://${file}`)), steps.slice(index))
    }
    if (!next) break
    offset = next.offset
    node = next.value
  }
  return { file: shown(file), line: parsed.lines.linePos(offset).line }
}

function child(yaml: typeof Yaml, node: unknown, step: string): { offset: number; value: unknown } | undefined {
  if (yaml.isMap(node)) {
    const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === step)
    if (!pair || !yaml.isScalar(pair.key)) return undefined
    return { offset: pair.key.range?.[0] ?? 0, value: pair.value }
  }
  const item = yaml.isSeq(node) ? node.items[Number(step)] : undefined
  return yaml.isNode(item) ? { offset: item.range?.[0] ?? 0, value: item } : undefined
}

const parsedFiles = new Map<string, { document: Yaml.Document.Parsed; lines: Yaml.LineCounter }>()

function parsedYaml(yaml: typeof Yaml, file: string) {
  const known = parsedFiles.get(file)
  if (known) return known
  const lines = new yaml.LineCounter()
  const parsed = { document: yaml.parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines }), lines }
  parsedFiles.set(file, parsed)
  return parsed
}

const jsonFiles = new Map<string, { text: string; offsets: Map<string, number> }>()

function inFile(file: string, pointer: string): SpecPlace | undefined {
  if (!file.endsWith('.json')) {
    const yaml = yamlPackage()
    return yaml ? walk(yaml, file, stepsOf(pointer)) : undefined
  }
  const known = jsonFiles.get(file) ?? positionsOf(file)
  jsonFiles.set(file, known)
  let at = pointer
  while (at !== '' && !known.offsets.has(at)) at = at.slice(0, at.lastIndexOf('/'))
  return { file: shown(file), line: lineAt(known.text, known.offsets.get(at) ?? 0) }
}

function positionsOf(file: string) {
  const text = readFileSync(file, 'utf8')
  return { text, offsets: jsonPositions(text).offsets }
}

/** Optional, and needed only when something was found. */
function yamlPackage(): typeof Yaml | undefined {
  try {
    return createRequire(import.meta.url)('yaml') as typeof Yaml
  } catch {
    return undefined
  }
}

function shown(file: string): string {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') ? file : near
}
