import { isObject, type Json, type JsonObject } from '../json.ts'
import { type Document, toDocument } from './document.ts'
import { valueAt } from './pointer.ts'

const made = new WeakMap<Document, Document>()

/**
 * The document as what a consumer expects is held against it: a consumer names what it uses, so nothing is required; what no schema has
 * cannot be expected, so no object is open unless it is free-form; and a part of a body may fit several alternatives. Pointers are the same.
 */
export function forExpectations(document: Document): Document {
  const known = made.get(document)
  if (known) return known
  const plain = toDocument(relaxed(document), document.name, document.file)
  const expectations: Document = {
    ...plain,
    validator: (pointer) => plain.validator(pointer.replaceAll('/oneOf/', '/anyOf/')),
    pointerOf: (node) => original(document, plain.pointerOf(node)),
  }
  made.set(document, expectations)
  return expectations
}

/** What is an alternative of several here is one of exactly one in the document. */
function original(document: Document, pointer: string | undefined): string | undefined {
  if (pointer === undefined || valueAt(document.content, pointer) !== undefined) return pointer
  return pointer.replaceAll('/anyOf/', '/oneOf/')
}

function relaxed(document: Document): JsonObject {
  const content = structuredClone(document.content)
  const { components, ...rest } = content
  for (const schema of Object.values(isObject(components) && isObject(components.schemas) ? components.schemas : {})) {
    relax(schema)
  }
  mediaTypesIn({ ...rest, components: isObject(components) ? { ...components, schemas: {} } : {} }, (media) => {
    relax(media.schema ?? null)
    close(media.schema)
  })
  return content

  function relax(schema: Json): void {
    if (!isObject(schema)) return
    delete schema.required
    if (Array.isArray(schema.oneOf)) {
      schema.anyOf = [...schema.oneOf, ...(Array.isArray(schema.anyOf) ? schema.anyOf : [])]
      delete schema.oneOf
    }
    delete schema.if
    delete schema.then
    delete schema.else
    delete schema.minProperties
    const used = [
      schema.items,
      ...list(schema.anyOf),
      ...Object.values(isObject(schema.properties) ? schema.properties : {}),
    ]
    for (const part of [...used, ...list(schema.allOf)]) relax(part ?? null)
    for (const part of used) close(part)
  }

  /** Where a schema is used, never in itself: elsewhere it may be one of several that make up an object. */
  function close(schema: Json | undefined): void {
    if (isObject(schema) && isDescribed(schema)) schema.unevaluatedProperties = false
  }

  function isDescribed(schema: JsonObject): boolean {
    const target = document.resolve(schema)
    return ['properties', 'allOf', 'anyOf', 'oneOf'].some((key) => key in target)
  }
}

function mediaTypesIn(node: Json, visit: (media: JsonObject) => void): void {
  if (Array.isArray(node)) for (const item of node) mediaTypesIn(item, visit)
  if (!isObject(node)) return
  for (const [key, item] of Object.entries(node)) {
    if (key === 'content' && isObject(item)) for (const media of Object.values(item)) if (isObject(media)) visit(media)
    if (key !== 'examples' && key !== 'example') mediaTypesIn(item, visit)
  }
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
