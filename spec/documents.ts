import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A bundled document with a validator for any schema in it. */
export interface Document {
  name: string
  content: JsonObject
  /** Every operation, those of `webhooks` included. */
  operations: Operation[]
  /** Follows a `$ref` into the components. */
  resolve(node: Json | undefined): JsonObject
  validator(pointer: string): ValidateFunction
}

export interface Operation {
  id: string
  pointer: string
  isEvent: boolean
  content: JsonObject
}

/** A place with a schema and examples: a media type, a parameter or a header. */
export interface Exemplified {
  pointer: string
  mediaType: string | undefined
  isRequest: boolean
  examples: Map<string, Json>
}

const methods = ['get', 'put', 'post', 'delete', 'patch']

export function readDocument(name: string): Document {
  const text = readFileSync(new URL(`../generated/openapi/${name}.json`, import.meta.url), 'utf8')
  const content = JSON.parse(text) as JsonObject
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  ajv.addFormat(
    'date-time',
    (value) => /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  )
  ajv.addFormat('uri', (value) => URL.canParse(value))
  ajv.addSchema(content, name)
  return {
    name,
    content,
    operations: operationsOf(content),
    resolve: (node) => resolve(content, node),
    validator: (pointer) => ajv.compile({ $ref: `${name}#${pointer.split('/').map(encodeURIComponent).join('/')}` }),
  }
}

export function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

export function pointerTo(...steps: string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Every media type of an operation, and every parameter, under the pointer where its schema really stands. */
export function exemplified(document: Document, operation: Operation): Exemplified[] {
  const found: Exemplified[] = []
  const { content, pointer } = operation
  const list = Array.isArray(content.parameters) ? content.parameters : []
  for (const [index, parameter] of list.entries()) {
    const at = placeOf(parameter, `${pointer}/parameters/${index}`)
    found.push(exemplifiedAt(document, document.resolve(parameter), at, true))
  }
  if (content.requestBody) found.push(...mediaTypes(content.requestBody, `${pointer}/requestBody`, true))
  for (const [status, response] of Object.entries(document.resolve(content.responses))) {
    found.push(...mediaTypes(response, `${pointer}/responses/${status}`, false))
  }
  return found

  function mediaTypes(holder: Json, at: string, isRequest: boolean): Exemplified[] {
    const place = placeOf(holder, at)
    const types = document.resolve(holder).content
    if (!isObject(types)) return []
    return Object.entries(types).map(([type, media]) =>
      exemplifiedAt(document, document.resolve(media), place + pointerTo('content', type), isRequest, type),
    )
  }
}

function exemplifiedAt(
  document: Document,
  holder: JsonObject,
  place: string,
  isRequest: boolean,
  mediaType?: string,
): Exemplified {
  const examples = new Map<string, Json>()
  if (holder.example !== undefined) examples.set('example', holder.example)
  for (const [name, example] of Object.entries(isObject(holder.examples) ? holder.examples : {})) {
    examples.set(name, document.resolve(example).value ?? null)
  }
  return { pointer: `${place}/schema`, mediaType, isRequest, examples }
}

function operationsOf(content: JsonObject): Operation[] {
  const found: Operation[] = []
  for (const group of ['paths', 'webhooks']) {
    for (const [path, node] of Object.entries(isObject(content[group]) ? content[group] : {})) {
      for (const [method, operation] of Object.entries(isObject(node) ? node : {})) {
        if (!methods.includes(method) || !isObject(operation)) continue
        const pointer = pointerTo(group, path, method)
        found.push({ id: String(operation.operationId), pointer, isEvent: group === 'webhooks', content: operation })
      }
    }
  }
  return found
}

function placeOf(node: Json, otherwise: string): string {
  return isObject(node) && typeof node.$ref === 'string' ? node.$ref.slice(1) : otherwise
}

function resolve(content: JsonObject, node: Json | undefined): JsonObject {
  if (!isObject(node)) return {}
  if (typeof node.$ref !== 'string') return node
  let target: Json | undefined = content
  for (const step of node.$ref.slice(2).split('/')) {
    target = isObject(target) ? target[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return resolve(content, target)
}
