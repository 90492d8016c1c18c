import type { Document } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

const forPeople = new Set([
  'description',
  'title',
  'summary',
  'example',
  'examples',
  'externalDocs',
  '$comment',
  'deprecated',
])
/** Their members are named by the API, not by JSON Schema. */
const maps = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'mapping'])
const raw = new Set(['const', 'enum', 'default', 'required'])

/**
 * A text that two schemas share when they say the same: references followed, what is for people left out, order ignored.
 * @param anonymous takes every `const` for the same, so that two events that differ in name alone are alike
 */
export function fingerprint(document: Document, node: Json | undefined, anonymous = false): string {
  return schemaText(node, new Set())

  function schemaText(schema: Json | undefined, above: Set<string>): string {
    if (Array.isArray(schema)) return `[${schema.map((one) => schemaText(one, above)).join()}]`
    if (!isObject(schema)) return JSON.stringify(schema) ?? ''
    const { $ref, ...beside } = schema
    if (typeof $ref !== 'string') return objectText(schema, above)
    if (above.has($ref)) return `↑${$ref}`
    const target = schemaText(document.resolve(schema), new Set([...above, $ref]))
    const more = objectText(beside, above)
    return more === '{}' ? target : `${target}&${more}`
  }

  function objectText(schema: JsonObject, above: Set<string>): string {
    const names = Object.keys(schema).filter((name) => !forPeople.has(name) && !name.startsWith('x-'))
    return `{${names
      .toSorted()
      .map((name) => `${name}:${memberText(name, schema[name], above)}`)
      .join()}}`
  }

  function memberText(name: string, value: Json | undefined, above: Set<string>): string {
    if (name === 'const' && anonymous) return '?'
    if (raw.has(name))
      return Array.isArray(value)
        ? value
            .map((one) => JSON.stringify(one))
            .toSorted()
            .join()
        : JSON.stringify(value)
    if (!maps.has(name) || !isObject(value)) return schemaText(value, above)
    return `{${Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${schemaText(value[key], above)}`)
      .join()}}`
  }
}
