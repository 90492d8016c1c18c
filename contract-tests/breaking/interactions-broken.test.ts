import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Document, readDocument, toDocument } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { HttpInteraction, Pact } from '../pact-file/interaction.ts'
import { operationIn } from '../pact-file/match-operation.ts'
import { toPact } from '../pact-file/to-pact.ts'
import { diffDocuments } from './diff-documents.ts'
import { interactionsBroken } from './interactions-broken.ts'

const pacts = {
  keebai: ownPact('keebai-integrator-keebai'),
  hubmessage: ownPact('hubmessage-integrator-hubmessage'),
}

function ownPact(name: string): Pact {
  const file = new URL(`../pacts/${name}.json`, import.meta.url)
  const { pact, findings } = toPact(JSON.parse(readFileSync(file, 'utf8')), name)
  if (!pact) throw new Error(JSON.stringify(findings))
  return pact
}

/** The descriptions of our own interactions that an edit of the current document breaks, and the kinds of the breaking changes. */
function afterEdit(surface: 'keebai' | 'hubmessage', edit: (content: Editable) => void) {
  const before = readDocument(surface)
  const content = structuredClone(before.content)
  edit(content)
  return broken(before, toDocument(content, surface), pacts[surface])
}

function broken(before: Document, after: Document, pact: Pact) {
  const changes = diffDocuments(before, after)
  const found = interactionsBroken(changes, [pact], before)
  return {
    kinds: [...new Set(changes.filter(({ breaking }) => breaking).map(({ kind }) => kind))],
    interactions: found.map(({ interaction }) => interaction.description),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into documents whose shape they know
type Editable = any

const operations = (surface: 'keebai' | 'hubmessage') =>
  readDocument(surface).operations.filter(({ isEvent }) => !isEvent)
const of = (pact: Pact, prefix: string) =>
  pact.interactions.filter(({ description }) => description.startsWith(prefix)).map(({ description }) => description)

/** Whether an answer's body has a schema of the document, itself or as one of its forms. */
function hasSchema(surface: 'keebai' | 'hubmessage', { method, path, status }: HttpInteraction, name: string): boolean {
  const document = readDocument(surface)
  const operation: Editable = operationIn(document, method, path)
  const { components, paths }: Editable = document.content
  const response = paths[operation.path][method.toLowerCase()].responses[status]
  const { content } = response.$ref ? components.responses[response.$ref.split('/').at(-1)] : response
  const own: string = content['application/json'].schema.$ref
  return own === name || JSON.stringify(components.schemas[own.split('/').at(-1) ?? '']).includes(`"${name}"`)
}

test('what is not breaking concerns nobody', () => {
  expect(
    afterEdit('keebai', ({ components }) => {
      components.schemas.Channel.properties.nickname = { type: 'string' }
      components.schemas.Channel.description = 'A channel, in other words.'
    }),
  ).toEqual({ kinds: [], interactions: [] })
})

test('an operation that is gone breaks all its interactions and no other', () => {
  const { kinds, interactions } = afterEdit('keebai', ({ paths }) => delete paths['/v1/me'])
  expect(kinds).toEqual(['path-removed'])
  expect(interactions).toEqual(of(pacts.keebai, 'getMe answers'))
  expect(interactions.length).toBeGreaterThan(1)
})

test('a status that is gone breaks the interactions that expect it', () => {
  const { kinds, interactions } = afterEdit(
    'keebai',
    ({ paths }) => delete paths['/v1/channels/{id}'].get.responses['404'],
  )
  expect(kinds).toEqual(['status-removed'])
  expect(interactions).toEqual(of(pacts.keebai, 'getChannel answers 404'))
  expect(interactions).not.toEqual([])
})

test('a member that is gone from an answer breaks the interactions whose body has it', () => {
  const { kinds, interactions } = afterEdit('hubmessage', ({ components }) => {
    const { ErrorBody } = components.schemas
    delete ErrorBody.properties.details
  })
  const having = pacts.hubmessage.interactions.filter(
    (one) =>
      one.kind === 'http' &&
      one.status >= 400 &&
      isObject(one.responseBody) &&
      'details' in one.responseBody &&
      hasSchema('hubmessage', one, '#/components/schemas/ErrorBody'),
  )
  expect(kinds).toEqual(['property-removed'])
  expect(interactions).toEqual(having.map(({ description }) => description))
  expect(interactions.length).toBeGreaterThan(0)
  expect(interactions.length).toBeLessThan(pacts.hubmessage.interactions.length / 2)
})

test('a scope that is asked for breaks those who expect to be let in, not those who expect 401 or 403', () => {
  const { kinds, interactions } = afterEdit('keebai', ({ paths }) => {
    paths['/v1/channels'].get.security = [{ bearerAuth: ['channels:read', 'channels:list'] }]
  })
  expect(kinds).toEqual(['scope-added'])
  expect(interactions).toEqual(of(pacts.keebai, 'listChannels answers').filter((one) => !/ 40[13]:/.test(one)))
})

test('an event that is renamed breaks its message', () => {
  const { kinds, interactions } = afterEdit('keebai', ({ webhooks, components }) => {
    const event = webhooks['whatsapp.message.sent']
    delete webhooks['whatsapp.message.sent']
    webhooks['whatsapp.message.accepted'] = event
    expect(components.schemas).toBeDefined()
  })
  expect(kinds).toEqual(['event-renamed'])
  expect(interactions).toEqual(['event whatsapp.message.sent'])
})

test('an event of a stream that is gone breaks the messages that stand for it', () => {
  const { kinds, interactions } = afterEdit('keebai', ({ components }) => {
    const stream = components.schemas.QrStreamEvent
    stream.oneOf = stream.oneOf.filter(({ $ref }: { $ref: string }) => !$ref.endsWith('/ConnectingEvent'))
  })
  expect(kinds).toEqual(['event-removed'])
  expect(interactions).toEqual(['stream event connecting'])
})

test('every operation has an interaction that breaks with it', () => {
  for (const surface of ['keebai', 'hubmessage'] as const) {
    for (const { id, path, method } of operations(surface)) {
      const { interactions } = afterEdit(surface, ({ paths }) => delete paths[path][method])
      expect(interactions, id).toEqual(of(pacts[surface], `${id} answers`))
    }
  }
})

describe('a request', () => {
  const sent = {
    type: 'object',
    properties: { a: { type: 'string' }, list: { type: 'array', items: { type: 'string' } } },
  }
  const parameters = [{ name: 'limit', in: 'query', schema: { type: 'integer' } }]

  test.each([
    ['with a new required member it lacks', { ...sent, required: ['a'] }, { list: ['x'] }, true],
    ['with a new required member it has', { ...sent, required: ['a'] }, { a: 'x' }, false],
    ['longer than may be', changed('a', { type: 'string', maxLength: 3 }), { a: 'long' }, true],
    ['no longer than may be', changed('a', { type: 'string', maxLength: 4 }), { a: 'long' }, false],
    ['with a value that went', changed('a', { type: 'string', enum: ['x'] }), { a: 'y' }, true],
    ['with a value that stayed', changed('a', { type: 'string', enum: ['x'] }), { a: 'x' }, false],
    ['that fits the new pattern', changed('a', { type: 'string', pattern: '^x' }), { a: 'xy' }, false],
    ['that does not fit the new pattern', changed('a', { type: 'string', pattern: '^x' }), { a: 'yx' }, true],
    [
      'with more items than may be',
      changed('list', { type: 'array', maxItems: 1, items: { type: 'string' } }),
      { list: ['x', 'y'] },
      true,
    ],
    [
      'with as many items as may be',
      changed('list', { type: 'array', maxItems: 2, items: { type: 'string' } }),
      { list: ['x', 'y'] },
      false,
    ],
    [
      'with an item of another type',
      changed('list', { type: 'array', items: { type: 'integer' } }),
      { list: ['x'] },
      true,
    ],
    [
      'without items of another type',
      changed('list', { type: 'array', items: { type: 'integer' } }),
      { list: [] },
      false,
    ],
    ['without the member that changed', changed('a', { type: 'integer' }), { list: [] }, false],
  ] as [string, JsonObject, Json, boolean][])('%s', (_, schema, body, isBroken) => {
    expect(asking({ before: sent, after: schema, body })).toEqual(isBroken ? ['makeThing'] : [])
  })

  test('that expects to be turned away before it is read stays as it is', () => {
    const change = { before: sent, after: { ...sent, required: ['a'] }, body: {} }
    expect(asking({ ...change, status: 404 })).toEqual(['makeThing'])
    expect(asking({ ...change, status: 400 })).toEqual([])
    expect(asking({ ...change, status: 401 })).toEqual([])
  })

  test('by the parameters it has', () => {
    const withLimit = { before: sent, after: sent, body: {}, query: 'limit=50' }
    expect(asking({ ...withLimit, parameters: [[...parameters], []] })).toEqual(['makeThing'])
    expect(asking({ ...withLimit, query: '', parameters: [[...parameters], []] })).toEqual([])
    const upTo = (maximum: number) => [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum } }]
    expect(asking({ ...withLimit, parameters: [upTo(100), upTo(49)] })).toEqual(['makeThing'])
    expect(asking({ ...withLimit, parameters: [upTo(100), upTo(50)] })).toEqual([])
    const required = [{ ...parameters[0], required: true }]
    expect(asking({ ...withLimit, parameters: [[], required] })).toEqual([])
    expect(asking({ ...withLimit, query: '', parameters: [[], required] })).toEqual(['makeThing'])
  })

  function changed(name: string, schema: JsonObject): JsonObject {
    return { ...sent, properties: { ...sent.properties, [name]: schema } }
  }
})

interface Asking {
  before: JsonObject
  after: JsonObject
  body: Json
  status?: number
  query?: string
  /** Before and after. */
  parameters?: [Json[], Json[]]
}

/** A pact of one request, written to one version of a document and held against another. */
function asking({ before, after, body, status = 200, query = '', parameters = [[], []] }: Asking): string[] {
  const document = (schema: JsonObject, given: Json[]) =>
    toDocument(
      {
        paths: {
          '/things': {
            post: {
              operationId: 'makeThing',
              parameters: given,
              requestBody: { content: { 'application/json': { schema } } },
              responses: { [status]: { description: '' } },
            },
          },
        },
      },
      'small',
    )
  const interactions = [
    {
      description: 'makeThing',
      request: { method: 'POST', path: '/things', query, headers: { 'Content-Type': 'application/json' }, body },
      response: { status },
    },
  ]
  const content = {
    consumer: { name: 'c' },
    provider: { name: 'keebai' },
    interactions,
    metadata: { pactSpecification: { version: '2.0.0' } },
  }
  const { pact } = toPact(content, 'test')
  if (!pact) throw new Error('no pact')
  return broken(document(before, parameters[0]), document(after, parameters[1]), pact).interactions
}
