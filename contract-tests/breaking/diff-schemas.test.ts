import { describe, expect, test } from 'vitest'
import { valueAt } from '../compare/pointer.ts'
import type { Change, Direction } from './change.ts'
import { diffDocuments } from './diff-documents.ts'
import { cat, dog, object, schemaRows, text } from './test/schema-rows.ts'
import { aDocument, type Node, type Parts } from './test/small-document.ts'

const sides: { direction: Direction; part: keyof Parts }[] = [
  { direction: 'request', part: 'request' },
  { direction: 'response', part: 'answer' },
  { direction: 'event', part: 'event' },
]

describe.each(sides)('in a $direction', ({ direction, part }) => {
  const diff = (before: Node, after: Node) =>
    diffDocuments(aDocument({ [part]: object({ value: before }) }), aDocument({ [part]: object({ value: after }) }))

  test.each(schemaRows)('$kind: $before to $after', ({ kind, before, after, request, response }) => {
    const level = direction === 'request' ? request : response
    const changes = diff(before, after)
    expect(changes).toMatchObject([{ kind, level, breaking: level === 'breaking', direction }])
    const [change] = changes as [Change]
    const document = aDocument({ [part]: object({ value: change.version === 'before' ? before : after }) })
    expect(valueAt(document.content, change.pointer), change.pointer).toBeDefined()
    expect(change.pointer).toContain('/properties/value')
    expect(change.uses).toMatchObject([{ part: 'body', at: ['value'].concat(change.uses[0]?.at.slice(1) ?? []) }])
  })

  test.each([
    ['a description', text, { type: 'string', description: 'New words.', title: 'Value' }],
    ['examples', { type: 'string', example: 'a' }, { type: 'string', examples: ['b'] }],
    ['members for programs', { type: 'string', 'x-source': 'prose' }, { type: 'string', 'x-source': 'assumed' }],
    ['the order of an enum', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }],
    [
      'the order of members and of what is required',
      object({ a: text, b: text }, { required: ['a', 'b'] }),
      object({ b: text, a: text }, { required: ['b', 'a'] }),
    ],
    ['the order of variants', { oneOf: [cat, dog] }, { oneOf: [dog, cat] }],
    ['a type that was implied', { properties: { a: text } }, object({ a: text })],
    [
      'members spread over allOf',
      object({ a: text, b: text }, { required: ['a'] }),
      { allOf: [object({ a: text }, { required: ['a'] }), object({ b: text })] },
    ],
    ['an enum of one value instead of a const', { const: 'a' }, { enum: ['a'] }],
  ] as [string, Node, Node][])('%s is no change', (_, before, after) => {
    expect(diff(before, after)).toEqual([])
  })

  test('a member called like a keyword for people is compared', () => {
    expect(diff(object({ description: text }), object({ description: { type: 'integer' } }))).toMatchObject([
      { kind: 'type-changed' },
    ])
  })

  test('several changes of one schema are all told', () => {
    const kinds = diff(
      object({ a: text, b: { type: 'integer', maximum: 3 }, c: { enum: ['x', 'y'] } }),
      object({ a: { type: 'integer' }, b: { type: 'integer', maximum: 2 }, c: { enum: ['x', 'z'] } }),
    ).map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['enum-value-added', 'enum-value-removed', 'range-narrowed', 'type-changed'])
  })

  test('what changes in lists, further members and variants is found with its place', () => {
    const changes = diff(
      object({
        list: { type: 'array', items: object({ a: text }) },
        map: { type: 'object', additionalProperties: text },
        pet: { oneOf: [cat, dog] },
      }),
      object({
        list: { type: 'array', items: object({ a: { type: 'integer' } }) },
        map: { type: 'object', additionalProperties: { type: 'integer' } },
        pet: { oneOf: [object({ is: { const: 'cat' }, name: { type: 'integer' } }), dog] },
      }),
    )
    expect(changes.map(({ kind, uses }) => [kind, uses[0]?.at.join('/')])).toEqual([
      ['type-changed', 'value/list/*/a'],
      ['type-changed', 'value/map/*'],
      ['type-changed', 'value/pet/name'],
    ])
  })
})

test('a member that is no longer known to an open object is ignored, which is a warning', () => {
  const changes = diffDocuments(
    aDocument({ request: object({ a: text, b: text }) }),
    aDocument({ request: object({ a: text }) }),
  )
  expect(changes).toMatchObject([{ kind: 'property-ignored', level: 'warning', version: 'before' }])
})

test('a default that changes changes what requests without the member mean', () => {
  const withDefault = (value: string) => aDocument({ request: object({ a: { type: 'string', default: value } }) })
  expect(diffDocuments(withDefault('x'), withDefault('y'))).toMatchObject([
    { kind: 'default-changed', breaking: true, before: 'x', after: 'y' },
  ])
  const answers = (value: string) => aDocument({ answer: object({ a: { type: 'string', default: value } }) })
  expect(diffDocuments(answers('x'), answers('y'))).toEqual([])
  const none = aDocument({ request: object({ a: text }) })
  expect(diffDocuments(none, withDefault('x'))).toEqual([])
})

test('a member that moves into the alternatives is not missed where it can still be sent or read', () => {
  const base = { type: 'object', properties: { to: text, name: text } }
  const moved = {
    type: 'object',
    properties: { to: text },
    anyOf: [object({ name: text }), object({ name: text, id: text })],
  }
  expect(
    diffDocuments(aDocument({ answer: base }), aDocument({ answer: moved })).filter(({ breaking }) => breaking),
  ).toEqual([])
})

test('a schema that contains itself comes to an end, with its changes told once', () => {
  const tree = (name: Node) => ({
    components: {
      schemas: {
        Tree: object({
          name,
          children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
          parent: { $ref: '#/components/schemas/Tree' },
        }),
      },
    },
    request: { $ref: '#/components/schemas/Tree' },
    answer: { $ref: '#/components/schemas/Tree' },
  })
  const changes = diffDocuments(aDocument(tree(text)), aDocument(tree({ type: 'integer' })))
  expect(changes.map(({ kind, direction, pointer }) => [kind, direction, pointer])).toEqual([
    ['type-changed', 'request', '/components/schemas/Tree/properties/name/type'],
    ['type-changed', 'response', '/components/schemas/Tree/properties/name/type'],
  ])
  expect(changes[0]?.uses[0]?.at).toEqual(['name'])
  expect(diffDocuments(aDocument(tree(text)), aDocument(tree(text)))).toEqual([])
})

test('a component renamed, or written out where it was referred to, is no change', () => {
  const named = (name: string) => ({
    components: { schemas: { [name]: object({ a: text }) } },
    answer: { $ref: `#/components/schemas/${name}` },
  })
  expect(diffDocuments(aDocument(named('Thing')), aDocument(named('Item')))).toEqual([])
  expect(diffDocuments(aDocument(named('Thing')), aDocument({ answer: object({ a: text }) }))).toEqual([])
})
