import type { Document } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** A schema with all that applies together: itself, what its `$ref` names, and the members of its `allOf`. */
export interface View {
  document: Document
  parts: JsonObject[]
  /** The alternatives of one part, `oneOf` or `anyOf`; those that are nothing but null are left out. */
  variants: Json[]
}

export interface Keyword {
  value: Json
  pointer: string
}

export function viewOf(document: Document, ...nodes: (Json | undefined)[]): View {
  const parts: JsonObject[] = []
  for (const node of nodes) gather(document, node, parts)
  const alternatives = parts.map((part) => part.oneOf ?? part.anyOf).find(Array.isArray) ?? []
  return { document, parts, variants: alternatives.filter((one) => !isNull(document, one)) }
}

/** One alternative together with all that stands beside the alternatives. */
export function variantView({ document, parts }: View, variant: Json): View {
  const beside = parts.map(({ oneOf: _one, anyOf: _any, $ref: _ref, allOf: _all, ...rest }) => rest)
  const kept = beside.map((rest, index) => Object.assign(rest, { [origin]: pointerOf(document, parts[index]) }))
  const view = viewOf(document, variant)
  return { ...view, parts: [...kept, ...view.parts] }
}

/** Where a part of a variant was taken from: it is a copy, of which the document knows nothing. */
const origin = Symbol('pointer')

export function pointerOf(document: Document, node: object | undefined): string {
  if (node === undefined) return ''
  return document.pointerOf(node) ?? (node as { [origin]?: string })[origin] ?? ''
}

function gather(document: Document, node: Json | undefined, parts: JsonObject[]): void {
  if (!isObject(node) || parts.includes(node)) return
  parts.push(node)
  if (typeof node.$ref === 'string') gather(document, document.resolve(node), parts)
  if (Array.isArray(node.allOf)) for (const member of node.allOf) gather(document, member, parts)
}

function isNull(document: Document, node: Json): boolean {
  const schema = document.resolve(node)
  return schema.type === 'null' || schema.const === null
}

export function keyword({ document, parts }: View, name: string): Keyword | undefined {
  const part = parts.find((one) => one[name] !== undefined)
  const value = part?.[name]
  return part && value !== undefined ? { value, pointer: pointerOf(document, part) + pointerTo(name) } : undefined
}

/** Where a change that belongs to no keyword is shown. */
export function placeOfView({ document, parts }: View): string {
  return pointerOf(document, parts.at(-1))
}

/** The schemas of each member. One member may have several, which apply together. */
export function propertiesOf({ parts }: View): Map<string, Json[]> {
  const found = new Map<string, Json[]>()
  for (const { properties } of parts) {
    for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
      found.set(name, [...(found.get(name) ?? []), schema])
    }
  }
  return found
}

/** Where the schema of a member stands. */
export function propertyPointer({ document, parts }: View, name: string): string {
  const part = parts.find(({ properties }) => isObject(properties) && Object.hasOwn(properties, name))
  return pointerOf(document, part) + pointerTo('properties', name)
}

export function requiredOf({ parts }: View): Set<string> {
  return new Set(
    parts.flatMap(({ required }) =>
      Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [],
    ),
  )
}

const implied: Record<string, string> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  items: 'array',
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
}

/** The JSON types a value may have, null apart; undefined where any. */
export function typesOf(view: View): Set<string> | undefined {
  const type = keyword(view, 'type')?.value
  const values = allowedValues(view)
  const named = type !== undefined ? [type].flat().map(String) : values ? values.map(typeOf) : impliedBy(view)
  return named && new Set(named.filter((name) => name !== 'null'))
}

function impliedBy({ parts }: View): string[] | undefined {
  const found = Object.entries(implied).filter(([name]) => parts.some((part) => part[name] !== undefined))
  return found.length === 0 ? undefined : found.map(([, type]) => type)
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The values of `enum` or `const`; undefined where there is neither. */
export function allowedValues(view: View): Json[] | undefined {
  const constant = keyword(view, 'const')
  const list = keyword(view, 'enum')?.value
  return constant ? [constant.value] : Array.isArray(list) ? list : undefined
}

export function allowsNull(view: View): boolean {
  const { document, parts } = view
  const values = allowedValues(view)
  if (values) return values.includes(null)
  if (parts.some((part) => part.nullable === true || [part.type].flat().includes('null'))) return true
  const alternatives = parts.map((part) => part.oneOf ?? part.anyOf).find(Array.isArray) ?? []
  return alternatives.some((one) => isNull(document, one) || isNullable(document, one))
}

function isNullable(document: Document, node: Json): boolean {
  return [document.resolve(node).type].flat().includes('null')
}
