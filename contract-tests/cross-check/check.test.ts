import { expect, test } from 'vitest'
import { readDocument } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import type { JsonObject } from '../json.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import { checkCorrespondence } from './check.ts'
import { dialects } from './correspondence/dialects.ts'
import { errorCases } from './correspondence/error-cases.ts'
import { subjects } from './correspondence/index.ts'
import type { ErrorCase, Subject } from './entry.ts'
import { fieldsOf } from './fields.ts'

const documents = { keebai: readDocument('keebai').content, hubmessage: readDocument('hubmessage').content }
const { pacts } = readPacts([new URL('../pacts', import.meta.url).pathname])

test('every field, value, error and interaction of both shapes is in the correspondence, and all in it exists', () => {
  expect(pacts.map(({ consumer }) => consumer).sort()).toEqual(['hubmessage-integrator', 'keebai-integrator'])
  expect(checkCorrespondence({ ...documents, pacts })).toEqual([])
})

/** A copy of both documents, one of them with a change. */
function changed(surface: 'keebai' | 'hubmessage', change: (schemas: Record<string, Schema>, all: Any) => void) {
  const copy = structuredClone(documents[surface]) as Any
  change(copy.components.schemas, copy)
  return codes({ ...documents, [surface]: copy as JsonObject, pacts })
}
// biome-ignore lint/suspicious/noExplicitAny: a document is reached into at any depth
type Any = any
interface Schema {
  properties: Record<string, Any>
}

function codes(input: Parameters<typeof checkCorrespondence>[0]) {
  return checkCorrespondence(input).map(({ code, what, got }) => [code, what, got].filter(Boolean).join(' | '))
}

test.each([
  ['keebai', 'SendTextRequest', 'sendTextMessage', 'request.body.added'],
  ['keebai', 'BroadcastProgress', 'getBroadcast', '200.body.added'],
  ['keebai', 'MessageReadData', 'whatsapp.message.read', 'body.data.added'],
  ['keebai', 'ConnectCompleted', 'getWhatsAppConnect', '200.body.added'],
  ['hubmessage', 'Recipient', 'sendMessage', 'request.body.recipient.added'],
  ['hubmessage', 'ChannelCreated', 'createChannel', '201.body.added'],
  ['hubmessage', 'TemplateMessage', 'sendMessage', 'request.body.content.attachments[].template.added'],
] as const)('a field added to %s %s has no entry and is named', (surface, schema, place, field) => {
  const found = changed(surface, (schemas) => {
    const { properties = {} } = schemas[schema] ?? {}
    properties.added = { type: 'string' }
  })
  // A field of a send, or of its broadcast, has to be in the dialects as well.
  expect([...new Set(found)]).toEqual([`field-without-entry | ${place} has a field without an entry. | ${field}`])
})

test('a member added to the error body is named for every answer that has it', () => {
  let answering = 0
  const found = changed('hubmessage', ({ ErrorBody }, all) => {
    const operations = Object.values(all.paths).flatMap((path: Any) => Object.values(path))
    // The template webhooks have an error body of their own.
    answering = operations.filter(({ operationId }: Any) => !operationId.includes('TemplateWebhook')).length
    if (ErrorBody) ErrorBody.properties.traceId = { type: 'string' }
  })
  expect(found).toHaveLength(answering)
  expect(found[0]).toMatch(
    /^field-without-entry \| createChannel has fields without an entry. \| 400.body.traceId, 401/,
  )
})

test('a parameter, a header and an operation without an entry are named', () => {
  const found = changed('keebai', (_schemas, all) => {
    const { get } = all.paths['/v1/channels']
    get.parameters.push({ name: 'page', in: 'query', schema: { type: 'integer' } })
    get.responses['200'].headers = { 'X-Total': { schema: { type: 'integer' } } }
    all.paths['/v1/new'] = { get: { operationId: 'getNew', responses: { 204: { description: 'Done' } } } }
  })
  expect(found).toEqual([
    'field-without-entry | listChannels has fields without an entry. | request.query.page, 200.headers.X-Total',
    'field-without-entry | getNew has a field without an entry. | operation',
  ])
})

test('a value added to a mapped enumeration has no entry', () => {
  expect(changed('hubmessage', ({ ChannelType }) => (ChannelType as Any).enum.push('META_THREADS'))).toEqual([
    'value-without-entry | createChannel request.body.type may be META_THREADS, of which no entry speaks. | META_THREADS',
  ])
  expect(changed('keebai', ({ ErrorCode }) => (ErrorCode as Any).enum.push('TEAPOT'))[0]).toMatch(
    /^value-without-entry \| startWhatsAppConnect 400.body.error.code may be TEAPOT/,
  )
})

test('a field that is gone leaves an entry that names nothing', () => {
  const found = changed('hubmessage', ({ MessageAccepted }) => {
    if (MessageAccepted) MessageAccepted.properties = { id: { type: 'string' } }
  })
  expect(found).toContain(
    'entry-without-field | text.message-id names 200.body.messageId of sendMessage, which the document does not have.',
  )
  expect(found).toContain('field-without-entry | sendMessage has a field without an entry. | 200.body.id')
})

test('an error that is answered otherwise, or is new, is found', () => {
  const found = changed('keebai', (_schemas, all) => {
    all.components.examples.ChannelNotFound.value.error.code = 'NOT_FOUND'
    const examples = all.components.responses.InvalidText.content['application/json'].examples
    examples.too_long = { value: { error: { code: 'BAD_REQUEST', message: 'x' }, message: 'x', statusCode: 400 } }
  })
  expect(found).toContain(
    'case-differs | errors.channel-unknown is not what "sendTextMessage answers 404: channel_not_found" shows. | 404 NOT_FOUND',
  )
  expect(found).toContain('error-without-entry | No entry speaks of the error "sendTextMessage answers 400: too_long".')
})

test('a schema that contains itself is followed once', () => {
  const node = { type: 'object', properties: { name: { type: 'string' }, children: { type: 'array' } } } as Any
  node.properties.children.items = { $ref: '#/components/schemas/Node' }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } }
  const document = {
    paths: { '/tree': { get: { operationId: 'getTree', responses: { 200: { description: 'x', content } } } } },
    components: { schemas: { Node: node } },
  }
  expect(fieldsOf(document).map(({ address }) => address)).toEqual(['getTree operation', 'getTree 200.body.name'])
})

/** The correspondence with one subject changed. */
function withEntries(change: (entries: Any[]) => void): readonly Subject[] {
  const copy = structuredClone(subjects) as Any[]
  change(copy.flatMap(({ entries }) => entries))
  for (const subject of copy) subject.entries = subject.entries.filter((entry: Any) => !entry.gone)
  return copy
}
const entry = (entries: Any[], id: string) => entries.find((one) => one.id === id)

test('an entry that is taken away leaves its fields and its interactions without one', () => {
  const without = withEntries((entries) => Object.assign(entry(entries, 'status.broadcast'), { gone: true }))
  const found = codes({ ...documents, pacts, subjects: without })
  expect(found[0]).toMatch(/^field-without-entry \| getBroadcast has fields without an entry/)
  expect(found).toContain(
    'interaction-without-entry | No entry names the interaction "getBroadcast answers 200: failed".',
  )
})

test('what is declared absent on the other side may not be mapped as well', () => {
  const twice = withEntries((entries) =>
    entry(entries, 'text.preview').keebai.fields.push('sendTextMessage request.body.to'),
  )
  expect(codes({ ...documents, pacts, subjects: twice })).toEqual([
    'absent-and-mapped | sendTextMessage request.body.to is declared absent on the other side by text.preview and mapped by text.recipient.',
  ])
})

test('entries are held to the interactions they name', () => {
  const renamed = withEntries((entries) => {
    entry(entries, 'text.body').keebai.interactions = ['sendTextMessage answers 202: renamed']
    entry(entries, 'text.recipient').hubmessage.interactions = ['createChannel answers 201: created']
    delete entry(entries, 'template.name').keebai.interactions
    entry(entries, 'template.language').id = 'template.name'
  })
  expect(codes({ ...documents, pacts, subjects: renamed })).toEqual([
    'entry-twice | Two entries are called template.name.',
    'entry-without-interaction | text.body names the interaction "sendTextMessage answers 202: renamed", which the pact does not have.',
    'interaction-not-named | template.name names no interaction of keebai, and "sendTemplateMessage answers 202: channel_id" shows its fields.',
    'interaction-shows-nothing | text.recipient names the interaction "createChannel answers 201: created", which shows none of its fields.',
  ])
})

test('an interaction without an entry fails, and pacts of others need none', () => {
  const extra = pacts.map((pact) => ({
    ...pact,
    interactions: pact.interactions.map((one, index) => (index === 0 ? { ...one, description: 'something new' } : one)),
  }))
  const found = checkCorrespondence({ ...documents, pacts: extra })
  const unnamed = found.filter(({ code }) => code === 'interaction-without-entry').map(({ where }) => where)
  expect(unnamed).toMatchObject(
    ['keebai', 'hubmessage'].map((name) => ({ consumer: `${name}-integrator`, interaction: 'something new' })),
  )
  const theirs = extra.map((pact) => ({ ...pact, consumer: 'billing' }))
  expect(checkCorrespondence({ ...documents, pacts: theirs })).toEqual([])
})

test('an error that no case speaks of any more is found', () => {
  const fewer: ErrorCase[] = errorCases.filter(({ id }) => id !== 'errors.window-closed')
  expect(codes({ ...documents, errorCases: fewer })).toEqual([
    'error-without-entry | No entry speaks of the error "sendMessage answers 422: window_closed".',
  ])
})

test('a field of a send that no dialect speaks of is found', () => {
  const copy = structuredClone(dialects) as Any
  copy.entries.find(({ id }: Any) => id === 'dialects.message').reference.fields.pop()
  expect(codes({ ...documents, dialects: copy })).toEqual([
    'field-without-entry | sendTextMessage has a field without an entry. | 202.body.sent_at',
    'field-without-entry | sendTemplateMessage has a field without an entry. | 202.body.sent_at',
  ])
  copy.entries.find(({ id }: Any) => id === 'dialects.status').prose.fields = ['getBroadcast 200.body.status=PENDING']
  expect(codes({ ...documents, dialects: copy })[0]).toBe(
    'value-without-entry | getBroadcast 200.body.status may be IN_PROGRESS, COMPLETED, FAILED, CANCELLED, of which no entry speaks. | IN_PROGRESS, COMPLETED, FAILED, CANCELLED',
  )
})

test('a finding says where its schema stands', () => {
  const copy = structuredClone(documents.keebai) as Any
  copy.components.schemas.SendTextRequest.properties.added = { type: 'string' }
  const [found] = checkCorrespondence({ ...documents, keebai: copy })
  expect(found).toMatchObject({
    check: 'cross-check',
    severity: 'error',
    where: {
      file: 'generated/openapi/keebai.json',
      operation: 'sendTextMessage',
      pointer: pointerTo('components', 'schemas', 'SendTextRequest', 'properties', 'added'),
    },
  })
})
