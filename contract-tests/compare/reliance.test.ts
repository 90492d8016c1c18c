import { expect, test } from 'vitest'
import { readDocument } from './document.ts'
import { relianceFindings, reliancesOf } from './reliance.ts'
import { aPact, auth, byChannel, byNumber, get } from './test/a-pact.ts'

const json = { 'content-type': 'application/json' }
const receipt = { status: 'sent', message_id: 'wamid.HBgL' }

function told(...wishes: Parameters<typeof aPact>[1]): string[] {
  return reliancesOf([aPact('keebai', wishes)]).map(({ source, title }) => `${source}: ${title}`)
}

test('what the vendor documents is no reliance', () => {
  const wishes = [
    { requestBody: { ...byChannel, preview_url: true, meta_data: { order: 7 } }, responseBody: {} },
    { status: 404, responseBody: { error: { code: 'CHANNEL_NOT_FOUND' } } },
    { status: 401, responseBody: { message: 'Invalid or missing API token', statusCode: 401 } },
    get('/v1/channels', 200, { data: [{ id: 'ch_01KS65PGZB3E828E7N4Q6PBFAK' }] }),
    { contents: { type: 'whatsapp.message.sent', data: { message_id: 'wamid.HBgL' } } },
  ]
  expect(told(...wishes)).toEqual([])
})

test('members, values, headers, answers, operations and events that are not promised are told by their source', () => {
  expect(told({ status: 404, responseBody: { statusCode: 404 } })).toEqual(['extension: `statusCode` of ErrorEnvelope'])
  expect(told({ status: 400, responseBody: { error: { code: 'CHANNEL_DISCONNECTED' } } })).toEqual([
    'assumed: the value `CHANNEL_DISCONNECTED` of `code`',
  ])
  expect(told({ requestHeaders: { ...auth, ...json, 'idempotency-key': '1' } })).toEqual([
    'extension: the header parameter `Idempotency-Key`',
  ])
  expect(told({ status: 429, responseHeaders: { 'retry-after': '12' } })).toEqual(['assumed: the header `Retry-After`'])
  expect(told(get('/v1/me', 200, { name: 'x', company: { id: 'x' } }))).toEqual(['assumed: the answer 200 of getMe'])
  expect(told({ status: 409, responseBody: { error: { code: 'IDEMPOTENCY_KEY_IN_FLIGHT' } } })).toEqual([
    'extension: the answer 409 of sendTextMessage',
  ])
  expect(told({ contents: { type: 'whatsapp.message.failed', data: { errors: [] } } })).toEqual([
    'assumed: the event whatsapp.message.failed',
    'skills: `errors` of MessageFailedData',
  ])
  expect(told({ contents: { event: 'failed', data: { code: 'timeout' } } })).toEqual([
    'extension: `code` (PairingFailureCode)',
  ])
  const stream = get('/v1/channels/whatsapp/connect/cs_1/qr-stream', 200)
  expect(told({ ...stream, query: { qr_format: ['object'] } })).toEqual(['extension: the query parameter `qr_format`'])
})

test('a member of one of several shapes counts where the shape is told by the rest', () => {
  const broadcast_id = '65f4b5c6d7e8f9a0b1c2d3e4'
  expect(told({ requestBody: byNumber, responseBody: { ...receipt, broadcast_id } })).toContain(
    'extension: `broadcast_id` of MessageReceipt',
  )
  expect(told({ requestBody: byNumber, responseBody: { broadcast_id } })).toEqual([])
})

test('a hundred interactions that touch one thing are one line', () => {
  const wishes = Array.from({ length: 100 }, (_, index) => ({
    description: `refused ${index}`,
    status: index % 2 ? 400 : 404,
    responseBody: { statusCode: 404 },
  }))
  const [reliance, ...others] = reliancesOf([aPact('keebai', wishes)])
  expect(others).toEqual([])
  expect(reliance).toMatchObject({
    operation: 'sendTextMessage',
    pointer: '/components/schemas/ErrorEnvelope/properties/statusCode',
  })
  expect(reliance?.status).toBeUndefined()
  expect(reliance?.interactions).toHaveLength(100)
  expect(relianceFindings([aPact('keebai', wishes)])[0]?.where.interaction).toBe('refused 0 and 99 more')
})

test('one dialect alone is relied on; both together are not', () => {
  const reference = { requestBody: byNumber, responseBody: receipt }
  const prose = { requestBody: byChannel, responseBody: { status: 'PENDING' } }
  expect(told(reference)).toEqual(['one-dialect: the reference dialect (MessageReceipt) of sendTextMessage'])
  expect(told(reference, prose)).toEqual([])
  expect(told(reference, { ...prose, path: '/v1/messages/template' })).toHaveLength(2)
  const broadcast = get('/v1/messages/bulk/65f4b5c6d7e8f9a0b1c2d3e4', 200, { status: 'completed' })
  expect(told(broadcast)).toEqual(['one-dialect: the reference dialect ("completed") of getBroadcast'])
})

test('consumers are told apart, and pacts of one consumer are taken together', () => {
  const wish = { status: 404, responseBody: { statusCode: 404 } }
  const pacts = [aPact('keebai', [wish], 'shop'), aPact('keebai', [wish], 'shop'), aPact('keebai', [wish], 'crm')]
  expect(reliancesOf(pacts).map(({ consumer }) => consumer)).toEqual(['shop', 'crm'])
})

test('findings are warnings with a place in the specification, and errors in a strict run', () => {
  const pact = aPact('keebai', [{ status: 404, responseBody: { statusCode: 404 } }])
  const [finding] = relianceFindings([pact])
  expect(finding).toMatchObject({
    check: 'reliance',
    severity: 'warning',
    code: 'relies-on-extension',
    where: {
      consumer: 'shop',
      operation: 'sendTextMessage',
      status: 404,
      file: 'spec/keebai/schemas/ErrorEnvelope.yaml',
    },
  })
  expect(finding?.what).toMatch(/^shop relies on `statusCode` of ErrorEnvelope: /)
  expect(relianceFindings([pact], { strict: true })[0]?.severity).toBe('error')
  expect(relianceFindings([{ ...pact, pending: true }], { strict: true })[0]?.pending).toBe(true)
})

test('every source of a value in an enum is of a value it has', () => {
  for (const surface of ['keebai', 'hubmessage']) {
    const document = readDocument(surface)
    const schemas = document.resolve(document.resolve(document.content.components).schemas)
    for (const [name, node] of Object.entries(schemas)) {
      const schema = document.resolve(node)
      for (const [value, source] of Object.entries(document.resolve(schema['x-sources']))) {
        expect(schema.enum, name).toContain(value)
        expect(['skills', 'assumed', 'extension', 'reference', 'prose']).toContain(source)
      }
    }
  }
})
