import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { pointerTo, valueAt } from './pointer.ts'

/** An OpenAPI document in one piece, with a validator for any schema in it. */
export interface Document {
  /** `keebai`, or the file it was read from. */
  name: string
  /** Of a document that somebody gave: the file it came from. */
  file?: string
  content: JsonObject
  /** Every operation, those of `webhooks` included. */
  operations: Operation[]
  /** Follows a `$ref`, and those it leads to; an empty object where there is nothing. */
  resolve(node: Json | undefined): JsonObject
  /** The object at a pointer, a `$ref` not followed; an empty one where there is none. */
  at(pointer: string): JsonObject
  /** Compiled at first use and kept. Its errors carry the broken schema, as it stands in `content`. */
  validator(pointer: string): ValidateFunction
  /** Where an object of `content` stands. */
  pointerOf(node: object): string | undefined
}

export interface Operation {
  id: string
  pointer: string
  /** Lower case. */
  method: string
  /** As in the document, templates included; of a webhook, its name. */
  path: string
  isEvent: boolean
  content: JsonObject
}

export type DocumentName = 'keebai' | 'hubmessage' | 'meta' | 'sandbox'

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']
const read = new Map<string, Document>()

/** A document of `generated/openapi`, read once per process. */
export function readDocument(name: string): Document {
  const known = read.get(name)
  if (known) return known
  const text = readFileSync(bundledFile(name), 'utf8')
  const document = toDocument(JSON.parse(text) as JsonObject, name)
  read.set(name, document)
  return document
}

export function bundledFile(name: string): URL {
  return new URL(`../../generated/openapi/${name}.json`, import.meta.url)
}

/** Makes a document of parsed content whose `$ref`s all lead into itself. */
export function toDocument(content: JsonObject, name: string, file?: string): Document {
  let ajv: Ajv2020 | undefined
  let places: WeakMap<object, string> | undefined
  const compiled = new Map<string, ValidateFunction>()
  return {
    name,
    ...(file === undefined ? {} : { file }),
    content,
    operations: operationsOf(content),
    resolve: (node) => resolve(content, node),
    at(pointer) {
      const node = valueAt(content, pointer)
      return isObject(node) ? node : {}
    },
    validator(pointer) {
      const known = compiled.get(pointer)
      if (known) return known
      ajv ??= newAjv(content)
      const validate = ajv.compile({ $ref: `${schemaId}#${pointer.split('/').map(encodeURIComponent).join('/')}` })
      compiled.set(pointer, validate)
      return validate
    },
    pointerOf(node) {
      places ??= placesIn(content)
      return places.get(node)
    },
  }
}

const schemaId = 'openapi:document'

function newAjv(content: JsonObject): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateSchema: false, logger: false })
  formats.default(ajv)
  ajv.addSchema(content, schemaId)
  return ajv
}

function placesIn(content: JsonObject): WeakMap<object, string> {
  const places = new WeakMap<object, string>()
  walk(content, '')
  return places

  function walk(node: Json, pointer: string): void {
    if (typeof node !== 'object' || node === null) return
    places.set(node, pointer)
    for (const [key, item] of Object.entries(node)) walk(item, pointer + pointerTo(key))
  }
}

function operationsOf(content: JsonObject): Operation[] {
  const found: Operation[] = []
  for (const group of ['paths', 'webhooks']) {
    for (const [path, node] of Object.entries(isObject(content[group]) ? content[group] : {})) {
      const item = resolve(content, node)
      for (const [method, operation] of Object.entries(item)) {
        if (!methods.includes(method) || !isObject(operation)) continue
        const id = typeof operation.operationId === 'string' ? operation.operationId : `${method} ${path}`
        const pointer = pointerTo(group, path, method)
        found.push({ id, pointer, method, path, isEvent: group === 'webhooks', content: operation })
      }
    }
  }
  return found
}

/** Where a node really stands: the place its `$ref` names, otherwise its own. */
export function placeOf(node: Json | undefined, otherwise: string): string {
  return isObject(node) && typeof node.$ref === 'string' ? node.$ref.slice(1) : otherwise
}

function resolve(content: JsonObject, node: Json | undefined): JsonObject {
  let target = node
  for (let steps = 0; isObject(target) && typeof target.$ref === 'string'; steps++) {
    if (!target.$ref.startsWith('#') || steps > 100) return {}
    target = valueAt(content, target.$ref.slice(1))
  }
  return isObject(target) ? target : {}
}
