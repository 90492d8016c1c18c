import type { Document, Operation } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Verdicts } from './verdicts.ts'

/**
 * Rules for the requests of an operation that no mutant breaks: pointers to keywords. What only text can break is not looked for where there
 * is nothing but text: the types of parameters, of fields of a form and of names.
 */
export function blindSpots(document: Document, operation: Operation, { broken }: Pick<Verdicts, 'broken'>): string[] {
  const rules = new Set<string>()
  const seen = new Set<JsonObject>()
  const { parameters, requestBody } = operation.content
  for (const node of Array.isArray(parameters) ? parameters : []) {
    const { schema, in: where } = document.resolve(node)
    collect(schema, where !== 'cookie')
  }
  for (const [type, media] of Object.entries(document.resolve(document.resolve(requestBody).content))) {
    collect(document.resolve(media).schema, type === 'multipart/form-data')
  }
  return [...rules].filter((rule) => !broken.has(rule))

  function collect(node: Json | undefined, isText: boolean): void {
    const schema = document.resolve(node)
    const at = document.pointerOf(schema)
    if (at === undefined || seen.has(schema)) return
    seen.add(schema)
    for (const [keyword, value] of Object.entries(schema)) {
      if (!isRule(keyword, value, schema, isText)) continue
      const names = keyword === 'required' && Array.isArray(value) ? value : [undefined]
      for (const name of names) rules.add(at + pointerTo(keyword) + (name === undefined ? '' : pointerTo(String(name))))
    }
    for (const inner of insideOf(schema)) collect(inner, isText)
    if (isObject(schema.propertyNames)) collect(schema.propertyNames, true)
  }
}

/** Keywords that judge nothing by themselves. */
const silent = new Set([
  ...['title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment'],
  ...['$ref', 'properties', 'items', 'allOf', 'then', 'else', 'propertyNames', 'discriminator', 'contentMediaType'],
])

function isRule(keyword: string, value: Json, schema: JsonObject, isText: boolean): boolean {
  if (silent.has(keyword) || keyword.startsWith('x-')) return false
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return value === false
  if (keyword === 'format') return value !== 'binary'
  if (keyword === 'if') return schema.then !== undefined || schema.else !== undefined
  if (keyword === 'type') return !isText
  return !(isText && keyword === 'minLength' && value === 1)
}

function insideOf(schema: JsonObject): Json[] {
  const { properties, items, additionalProperties, allOf, oneOf, anyOf } = schema
  const lists = [allOf, oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list : []))
  const named = Object.values(isObject(properties) ? properties : {})
  // A condition is met or not; what stands in it is no rule of its own.
  return [...named, ...lists, ...[items, additionalProperties, schema.then, schema.else].filter(isObject)]
}
