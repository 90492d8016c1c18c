import type { Document } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** One member of a value, with every schema that speaks of it. */
export interface Member {
  /** Steps from the top of the value. */
  path: (string | number)[]
  value: Json
  schemas: JsonObject[]
}

/** Every member of `value` at any depth; of a list, its first item. `pointer` leads to the schema of the whole. */
export function membersOf(document: Document, schema: Json | undefined, value: Json): Member[] {
  const found: Member[] = []
  visit(applying(document, schema, value), value, [])
  return found

  function visit(schemas: JsonObject[], node: Json, path: (string | number)[]): void {
    if (Array.isArray(node)) {
      if (node[0] === undefined) return
      const items = schemas.flatMap(({ items }) => applying(document, items, node[0] ?? null))
      visit(items, node[0], [...path, 0])
      return
    }
    if (!isObject(node)) return
    for (const [name, member] of Object.entries(node)) {
      const own = schemas.flatMap(({ properties }) =>
        isObject(properties) ? applying(document, properties[name], member) : [],
      )
      const at = [...path, name]
      found.push({ path: at, value: member, schemas: own })
      visit(own, member, at)
    }
  }
}

/** A schema and, resolved, those it is composed of; of alternatives, the ones the value's own names fit. */
function applying(document: Document, schema: Json | undefined, value: Json): JsonObject[] {
  const own = document.resolve(schema)
  if (Object.keys(own).length === 0) return []
  const all = Array.isArray(own.allOf) ? own.allOf : []
  const alternatives = [own.oneOf, own.anyOf].flatMap((list) => (Array.isArray(list) ? list : []))
  const fitting = alternatives.filter((one) => couldBe(document, one, value))
  return [own, ...[...all, ...fitting].flatMap((one) => applying(document, one, value))]
}

function couldBe(document: Document, alternative: Json, value: Json): boolean {
  const schema = document.resolve(alternative)
  if (!isObject(value)) return schema.type === undefined || schema.type === typeOf(value)
  const required = Array.isArray(schema.required) ? schema.required : []
  if (!required.every((name) => Object.hasOwn(value, String(name)))) return false
  const properties = isObject(schema.properties) ? schema.properties : {}
  return Object.entries(value).every(([name, member]) => {
    const constant = document.resolve(properties[name]).const
    return constant === undefined || constant === member
  })
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
