import type { Level } from '../change.ts'
import type { ChangeKind } from '../rules.ts'
import type { Node } from './small-document.ts'

export interface SchemaRow {
  kind: ChangeKind
  before: Node
  after: Node
  request: Level
  response: Level
}

export const object = (properties: Node, more: Node = {}): Node => ({ type: 'object', properties, ...more })
export const text: Node = { type: 'string' }
const closed = { additionalProperties: false }
export const cat = object({ is: { const: 'cat' }, name: text })
export const dog = object({ is: { const: 'dog' }, name: text })
/** Whoever has `a` needs this too. */
const whenA = (name: string): Node =>
  Object.fromEntries([
    ['if', { required: ['a'] }],
    ['then', { required: [name] }],
  ])
const cow = object({ is: { const: 'cow' }, name: text })

/** Each row is a change of the member `value`: what it means where clients send it, and where they read it. */
export const schemaRows: SchemaRow[] = [
  row('type-narrowed', { type: ['string', 'integer'] }, text, 'breaking', 'harmless'),
  row('type-narrowed', { type: 'number' }, { type: 'integer' }, 'breaking', 'harmless'),
  row('type-widened', text, { type: ['string', 'integer'] }, 'harmless', 'breaking'),
  row('type-widened', { type: 'integer' }, { type: 'number' }, 'harmless', 'breaking'),
  row('type-widened', text, {}, 'harmless', 'breaking'),
  row('type-changed', text, { type: 'integer' }, 'breaking', 'breaking'),
  row('type-changed', { type: 'array', items: text }, text, 'breaking', 'breaking'),
  row('null-removed', { type: ['string', 'null'] }, text, 'breaking', 'harmless'),
  row('null-added', text, { type: ['string', 'null'] }, 'harmless', 'breaking'),
  row('null-added', cat, { oneOf: [cat, { type: 'null' }] }, 'harmless', 'breaking'),
  row('const-changed', { const: 'a' }, { const: 'b' }, 'breaking', 'breaking'),
  row('enum-added', text, { type: 'string', enum: ['a'] }, 'breaking', 'harmless'),
  row('enum-removed', { type: 'string', enum: ['a'] }, text, 'harmless', 'breaking'),
  row('enum-value-removed', { enum: ['a', 'b'] }, { enum: ['b'] }, 'breaking', 'harmless'),
  row('enum-value-added', { enum: ['a'] }, { enum: ['b', 'a'] }, 'harmless', 'warning'),
  row('enum-value-added', { const: 'a' }, { enum: ['a', 'b'] }, 'harmless', 'warning'),
  row('pattern-added', text, { type: 'string', pattern: '^a' }, 'breaking', 'harmless'),
  row('pattern-removed', { type: 'string', pattern: '^a' }, text, 'harmless', 'breaking'),
  row('pattern-changed', { type: 'string', pattern: '^a' }, { type: 'string', pattern: '^b' }, 'breaking', 'breaking'),
  row('format-added', text, { type: 'string', format: 'uri' }, 'breaking', 'harmless'),
  row('format-removed', { type: 'string', format: 'uri' }, text, 'harmless', 'breaking'),
  row('format-changed', { type: 'string', format: 'uri' }, { type: 'string', format: 'uuid' }, 'breaking', 'breaking'),
  row('length-narrowed', { type: 'string', maxLength: 9 }, { type: 'string', maxLength: 8 }, 'breaking', 'harmless'),
  row('length-narrowed', text, { type: 'string', minLength: 1 }, 'breaking', 'harmless'),
  row('length-widened', { type: 'string', maxLength: 8 }, { type: 'string', maxLength: 9 }, 'harmless', 'warning'),
  row('length-widened', { type: 'string', maxLength: 8 }, text, 'harmless', 'warning'),
  row('range-narrowed', { type: 'integer', maximum: 9 }, { type: 'integer', maximum: 8 }, 'breaking', 'harmless'),
  row('range-narrowed', { type: 'integer' }, { type: 'integer', multipleOf: 5 }, 'breaking', 'harmless'),
  row('range-widened', { type: 'integer', minimum: 9 }, { type: 'integer', minimum: 8 }, 'harmless', 'warning'),
  row('count-narrowed', { type: 'array', maxItems: 9 }, { type: 'array', maxItems: 8 }, 'breaking', 'harmless'),
  row('count-narrowed', { type: 'array' }, { type: 'array', uniqueItems: true }, 'breaking', 'harmless'),
  row('count-widened', object({}, { minProperties: 1 }), object({}), 'harmless', 'warning'),

  row('property-removed', object({ a: text, b: text }, closed), object({ a: text }, closed), 'breaking', 'breaking'),
  row('property-added', object({ a: text }, closed), object({ a: text, b: text }, closed), 'harmless', 'harmless'),
  row('required-property-added', object({}), object({ b: text }, { required: ['b'] }), 'breaking', 'harmless'),
  row('property-required', object({ b: text }), object({ b: text }, { required: ['b'] }), 'breaking', 'harmless'),
  row('property-optional', object({ b: text }, { required: ['b'] }), object({ b: text }), 'harmless', 'breaking'),
  row('further-properties-forbidden', object({}), object({}, closed), 'breaking', 'harmless'),
  row('further-properties-allowed', object({}, closed), object({}), 'harmless', 'harmless'),
  row('variant-removed', { oneOf: [cat, dog] }, { oneOf: [dog] }, 'breaking', 'harmless'),
  row('variant-added', { oneOf: [cat, dog] }, { oneOf: [cow, dog, cat] }, 'harmless', 'warning'),
  row('variant-added', cat, { anyOf: [dog, cat] }, 'harmless', 'warning'),
  row('variant-removed', { anyOf: [dog, cat] }, cat, 'breaking', 'harmless'),
  row('condition-added', object({}), object({}, { not: { required: ['a'] } }), 'breaking', 'harmless'),
  row('condition-removed', object({}, { not: { required: ['a'] } }), object({}), 'harmless', 'breaking'),
  row('condition-changed', object({}, whenA('b')), object({}, whenA('c')), 'breaking', 'breaking'),
]

function row(kind: ChangeKind, before: Node, after: Node, request: Level, response: Level): SchemaRow {
  return { kind, before, after, request, response }
}
