import { type Document, placeOf } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** A value that a schema allows, made of its examples; undefined where none is found. */
export function sampleOf(document: Document, node: Json | undefined, depth = 0): Json | undefined {
  const schema = document.resolve(node)
  if (depth > 8) return undefined
  const found = candidates(document, schema, depth).find((value) => allows(document, schema, value))
  return found === undefined ? undefined : structuredClone(found)
}

/** Whether a schema of the document, as it stands there, allows a value. */
export function allows(document: Document, schema: JsonObject, value: Json): boolean {
  const pointer = document.pointerOf(schema)
  return pointer !== undefined && document.validator(placeOf(schema, pointer))(value) === true
}

function candidates(document: Document, schema: JsonObject, depth: number): Json[] {
  const named = [schema.const, schema.default, schema.example, ...list(schema.examples), ...list(schema.enum)]
  const branches = [...list(schema.oneOf), ...list(schema.anyOf)].map((one) => sampleOf(document, one, depth + 1))
  return [...named, ...branches, ...byType(document, schema, depth)].filter((value) => value !== undefined)
}

const texts = [
  'x',
  'xyz',
  'https://shop.example.com/a',
  '+5491155555555',
  '100000000000001',
  '2026-11-21T10:00:00Z',
  'es',
  'a@example.com',
  'text/plain',
  'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA=',
]

function byType(document: Document, schema: JsonObject, depth: number): Json[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return types.flatMap((type): Json[] => {
    if (type === 'string') return [...texts, 'x'.repeat(Number(schema.minLength ?? 1))]
    if (type === 'boolean') return [true]
    if (type === 'integer' || type === 'number') return [Number(schema.minimum ?? schema.maximum ?? 1)]
    if (type === 'array') return arrays(document, schema, depth)
    return type === 'object' || isObject(schema.properties) ? objects(document, schema, depth) : []
  })
}

function arrays(document: Document, schema: JsonObject, depth: number): Json[] {
  const item = sampleOf(document, schema.items, depth + 1)
  const length = Math.max(Number(schema.minItems ?? 1), 1)
  return item === undefined ? [[]] : [Array.from({ length }, () => item), []]
}

/** With all its members, else with those it requires. */
function objects(document: Document, schema: JsonObject, depth: number): Json[] {
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {})
  const members = properties.flatMap(([name, one]): [string, Json][] => {
    const value = sampleOf(document, one, depth + 1)
    return value === undefined ? [] : [[name, value]]
  })
  const required = new Set(list(schema.required))
  const extra = isObject(schema.additionalProperties)
    ? sampleOf(document, schema.additionalProperties, depth + 1)
    : undefined
  return [
    Object.fromEntries(members),
    Object.fromEntries(members.filter(([name]) => required.has(name))),
    ...(extra === undefined ? [] : [{ extra }]),
  ]
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
