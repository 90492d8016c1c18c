import { describe, expect, test } from 'vitest'
import { readDocument, toDocument } from '../compare/document.ts'
import { pointerTo, valueAt } from '../compare/pointer.ts'
import { isObject } from '../json.ts'
import type { Direction, Level } from './change.ts'
import { diffDocuments } from './diff-documents.ts'
import { type ChangeKind, rules } from './rules.ts'
import { object, schemaRows, text } from './test/schema-rows.ts'
import { aDocument, anOperation, aStream, aWebhook, type Node, type Parts } from './test/small-document.ts'

interface Row {
  kind: ChangeKind
  direction: Direction
  level: Level
  before: Parts
  after: Parts
}

const path = { name: 'id', in: 'path', required: true, schema: text }
const limit = { name: 'limit', in: 'query', schema: { type: 'integer' } }
const trace = { name: 'X-Trace', in: 'header', schema: text }
const json = { 'application/json': { schema: object({}) } }
const xml = { 'application/xml': { schema: object({}) } }
const operation = (more: Node): Parts => ({ operation: more })
const parameters = (...more: Node[]) => operation({ parameters: [path, ...more] })
const body = (more: Node) => operation({ requestBody: more })
const answers = (more: Node) => operation({ responses: { 200: { description: '', content: json }, ...more } })
const headers = (more: Node) => answers({ 200: { description: '', content: json, headers: more } })
const security = (...more: Node[]) => operation({ security: more })
const get = { get: { operationId: 'readThing', responses: {} } }
const post = { post: anOperation() }
const signature = { name: 'X-Signature', in: 'header', required: true, schema: text }
const made = { 'thing.made': aWebhook(object({ type: { const: 'thing.made' }, id: text })) }

const rows: Row[] = [
  request('path-removed', 'breaking', { paths: { '/a': post, '/b': get } }, { paths: { '/b': get } }),
  request('operation-removed', 'breaking', { paths: { '/a': { ...post, ...get } } }, { paths: { '/a': get } }),
  request('operation-added', 'harmless', { paths: { '/b': get } }, { paths: { '/a': post, '/b': get } }),
  request('operation-renamed', 'warning', {}, operation({ operationId: 'createThing' })),
  request('operation-deprecated', 'warning', {}, operation({ deprecated: true })),

  request('credentials-required', 'breaking', security({}), security({ bearer: [] })),
  request('credentials-required', 'breaking', security({ bearer: [] }), security({ bearer: [], key: [] })),
  request('credentials-required', 'breaking', security({ bearer: [] }, { key: [] }), security({ bearer: [] })),
  request('scope-added', 'breaking', security({ bearer: ['read'] }), security({ bearer: ['read', 'write'] })),
  request('scope-added', 'breaking', security({ bearer: ['read'] }), security({ bearer: ['write'] })),
  request('scope-added', 'breaking', {}, operation({ 'x-scopes-any': ['read'] })),
  request(
    'scope-added',
    'breaking',
    operation({ 'x-scopes-any': ['read', 'write'] }),
    operation({ 'x-scopes-any': ['write'] }),
  ),
  request('security-relaxed', 'harmless', security({ bearer: ['read', 'write'] }), security({ bearer: ['read'] })),
  request('security-relaxed', 'harmless', security({ bearer: [] }), security({ bearer: [] }, {})),
  request(
    'security-scheme-changed',
    'breaking',
    {},
    { components: { securitySchemes: { bearer: { type: 'http', scheme: 'basic' } } } },
  ),

  request('parameter-removed', 'breaking', parameters(limit), parameters()),
  request('parameter-added', 'harmless', parameters(), parameters(limit)),
  request('required-parameter-added', 'breaking', parameters(), parameters({ ...trace, required: true })),
  request('parameter-required', 'breaking', parameters(limit), parameters({ ...limit, required: true })),
  request('parameter-optional', 'harmless', parameters({ ...limit, required: true }), parameters(limit)),
  request('parameter-style-changed', 'breaking', parameters(limit), parameters({ ...limit, explode: false })),
  request('type-changed', 'breaking', parameters(limit), parameters({ ...limit, schema: { type: 'boolean' } })),

  request('body-removed', 'breaking', {}, operation({ requestBody: undefined as never })),
  request('body-added', 'harmless', body({ content: {} }), body({ content: json })),
  request('body-required', 'breaking', body({ content: json }), body({ content: json, required: true })),
  request('body-optional', 'harmless', body({ content: json, required: true }), body({ content: json })),
  request('media-type-removed', 'breaking', body({ content: { ...json, ...xml } }), body({ content: json })),
  request('media-type-added', 'harmless', body({ content: json }), body({ content: { ...json, ...xml } })),

  response('body-removed', 'breaking', answers({}), answers({ 200: { description: '' } })),
  response('body-added', 'harmless', answers({ 200: { description: '' } }), answers({})),
  response(
    'media-type-removed',
    'breaking',
    answers({ 200: { description: '', content: { ...json, ...xml } } }),
    answers({}),
  ),
  response(
    'media-type-added',
    'harmless',
    answers({}),
    answers({ 200: { description: '', content: { ...json, ...xml } } }),
  ),
  response('status-removed', 'breaking', answers({ 404: { description: '' } }), answers({})),
  response('status-added', 'harmless', answers({}), answers({ 404: { description: '' } })),
  response('header-removed', 'breaking', headers({ Etag: { schema: text } }), headers({})),
  response('header-added', 'harmless', headers({}), headers({ Etag: { schema: text } })),
  response(
    'header-optional',
    'breaking',
    headers({ Etag: { required: true, schema: text } }),
    headers({ etag: { schema: text } }),
  ),
  response(
    'header-required',
    'harmless',
    headers({ Etag: { schema: text } }),
    headers({ Etag: { required: true, schema: text } }),
  ),
  response(
    'type-changed',
    'breaking',
    headers({ Etag: { schema: text } }),
    headers({ Etag: { schema: { type: 'integer' } } }),
  ),

  event('event-removed', 'breaking', { webhooks: made }, { webhooks: {} }),
  event('event-added', 'harmless', { webhooks: {} }, { webhooks: made }),
  event(
    'event-renamed',
    'breaking',
    { webhooks: made },
    {
      webhooks: { 'thing.created': aWebhook(object({ type: { const: 'thing.created' }, id: text })) },
    },
  ),
  event('event-removed', 'breaking', aStream({ code: text, done: object({}) }), aStream({ done: object({}) })),
  event('event-added', 'harmless', aStream({ code: text }), aStream({ code: text, done: object({}) })),
  event(
    'event-renamed',
    'breaking',
    aStream({ code: text, done: object({}) }),
    aStream({ qr: text, done: object({}) }),
  ),
  event('type-changed', 'breaking', aStream({ code: text }), aStream({ code: { type: 'integer' } })),
  event(
    'header-removed',
    'breaking',
    { webhooks: { made: aWebhook({}, { parameters: [signature] }) } },
    { webhooks: { made: aWebhook() } },
  ),
  event(
    'header-optional',
    'breaking',
    { webhooks: { made: aWebhook({}, { parameters: [signature] }) } },
    { webhooks: { made: aWebhook({}, { parameters: [{ ...signature, required: false }] }) } },
  ),
]

function request(kind: ChangeKind, level: Level, before: Parts, after: Parts): Row {
  return { kind, direction: 'request', level, before, after }
}
function response(kind: ChangeKind, level: Level, before: Parts, after: Parts): Row {
  return { kind, direction: 'response', level, before, after }
}
function event(kind: ChangeKind, level: Level, before: Parts, after: Parts): Row {
  return { kind, direction: 'event', level, before, after }
}

test.each(rows)('$kind of a $direction is $level: $before to $after', ({ kind, direction, level, before, after }) => {
  const documents = { before: aDocument(before), after: aDocument(after) }
  const changes = diffDocuments(documents.before, documents.after)
  expect(changes).toMatchObject([{ kind, direction, level, breaking: level === 'breaking' }])
  for (const { pointer, version, what } of changes) {
    expect(valueAt(documents[version].content, pointer), pointer).toBeDefined()
    expect(what).toMatch(/^[A-Z].*\.$/)
  }
})

test('every kind of change is among those tested, on each side it can be on', () => {
  const tested = new Set([
    ...schemaRows.flatMap(({ kind }) => [`${kind} request`, `${kind} response`]),
    ...rows.map(({ kind, direction }) => `${kind} ${direction === 'request' ? 'request' : 'response'}`),
    // Tested by name in diff-schemas.test.ts.
    'property-ignored request',
    'default-changed request',
    'default-changed response',
  ])
  const known = Object.entries(rules).flatMap(([kind, sides]) => Object.keys(sides).map((side) => `${kind} ${side}`))
  expect(known.filter((one) => !tested.has(one))).toEqual([])
  expect(Object.keys(rules).length).toBeGreaterThanOrEqual(20)
})

test.each([
  ['texts', {}, operation({ summary: 'New.', description: 'Words.', tags: ['A'] })],
  [
    'the name of a path parameter',
    { paths: { '/a/{id}': post } },
    { paths: { '/a/{key}': { post: anOperation({}, {}, { parameters: [{ ...path, name: 'key' }] }) } } },
  ],
  ['the case of a header', parameters(trace), parameters({ ...trace, name: 'x-trace' })],
  [
    'parameters given to the whole path',
    parameters(),
    { paths: { '/things/{id}': { parameters: [path], ...{ post: anOperation({}, {}, { parameters: [] }) } } } },
  ],
  [
    'the order of alternatives of security',
    security({ bearer: [] }, { key: [] }),
    security({ key: [] }, { bearer: [] }),
  ],
  ['security said once for all', security({ bearer: [] }), {}],
  [
    'a charset',
    body({ content: json }),
    body({ content: { 'application/json; charset=utf-8': { schema: object({}) } } }),
  ],
  [
    'a status that a range stands for',
    answers({ 404: { description: '' }, '4XX': { description: '' } }),
    answers({ '4XX': { description: '' } }),
  ],
  [
    'examples',
    answers({}),
    answers({
      200: {
        description: 'x',
        content: { 'application/json': { schema: object({}), examples: { a: { value: {} } } } },
      },
    }),
  ],
  [
    'the name of a webhook’s operation',
    { webhooks: made },
    {
      webhooks: {
        'thing.made': aWebhook(object({ type: { const: 'thing.made' }, id: text }), { operationId: 'onMade' }),
      },
    },
  ],
] as [string, Parts, Parts][])('%s may change', (_, before, after) => {
  expect(diffDocuments(aDocument(before), aDocument(after))).toEqual([])
})

describe.each(['keebai', 'hubmessage'] as const)('the document of %s', (name) => {
  const copy = () => structuredClone(readDocument(name).content)

  test('is no different from itself', () => {
    expect(diffDocuments(readDocument(name), toDocument(copy(), name))).toEqual([])
  })

  test('with every operation gone says so of each', () => {
    const { operations } = readDocument(name)
    const lost = operations.filter(({ isEvent }) => !isEvent).map(({ id }) => id)
    const content = { ...copy(), paths: {} }
    const changes = diffDocuments(readDocument(name), toDocument(content, name))
    expect(changes.filter(({ kind }) => kind === 'path-removed').map(({ operation: id }) => id)).toEqual(lost)
    expect(changes.every(({ breaking }) => breaking)).toBe(true)
  })
})

test('a change of a shared component is told once, with every place it is met', () => {
  const content = structuredClone(readDocument('keebai').content)
  const errors = valueAt(content, pointerTo('components', 'schemas', 'NestError', 'properties'))
  if (!isObject(errors)) throw new Error('NestError has no properties')
  delete errors.error
  const changes = diffDocuments(readDocument('keebai'), toDocument(content, 'keebai'))
  expect(changes).toMatchObject([
    {
      kind: 'property-removed',
      breaking: true,
      direction: 'response',
      pointer: '/components/schemas/NestError/properties/error',
    },
  ])
  const [change] = changes
  const operations = readDocument('keebai').operations.filter(({ isEvent }) => !isEvent)
  expect(new Set(change?.uses.map(({ operation: id }) => id)).size).toBe(operations.length)
  expect(new Set(change?.uses.map(({ status }) => status))).toEqual(new Set([401, 429]))
})
