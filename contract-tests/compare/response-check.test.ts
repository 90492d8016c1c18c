import { describe, expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { readDocument } from './document.ts'
import { createResponseCheck } from './response-check.ts'
import { everyExample } from './test/a-pact.ts'

const check = createResponseCheck(readDocument('keebai'))
const json = { 'content-type': 'application/json; charset=utf-8' }
const receipt = { message_id: 'wamid.HBgLNTQ5', status: 'sent', sent_at: '2026-01-01T00:00:00.000Z' }

function codes(...args: Parameters<typeof check>): string[] {
  return check(...args).map(({ code }) => code)
}

describe.each(['keebai', 'hubmessage'] as const)('%s', (surface) => {
  const checkSurface = createResponseCheck(readDocument(surface))

  test('every documented answer is right, and wrong with any required member gone', () => {
    for (const { description, status = 0, responseBody } of everyExample(surface)) {
      const operation = description?.split(' ')[0] ?? ''
      const headers = { ...json, 'retry-after': '12' }
      const at = (body: Json) => checkSurface(operation, status, headers, JSON.stringify(body))
      expect(at(responseBody ?? null), description).toEqual([])
      expect(at({}).length, `${description} without anything`).toBeGreaterThan(0)
    }
  })
})

test('a status that is not declared is told with those that are', () => {
  expect(check('getMe', 418, json, '{}')).toMatchObject([
    { code: 'status-undeclared', pointer: '/status', expected: '200, 400, 401, 429, 500, 503', got: '418' },
  ])
  expect(codes('getNothing', 200, json, '{}')).toEqual(['operation-unknown'])
})

test('content type, body and headers have to be the declared ones', () => {
  const body = JSON.stringify(receipt)
  expect(codes('sendTextMessage', 202, json, body)).toEqual([])
  expect(codes('sendTextMessage', 202, { 'content-type': 'text/html' }, body)).toEqual(['content-type-undeclared'])
  expect(codes('sendTextMessage', 202, {}, body)).toEqual(['content-type-undeclared'])
  expect(codes('sendTextMessage', 202, json, '')).toEqual(['body-malformed'])
  expect(codes('sendTextMessage', 202, json, '{"status":')).toEqual(['body-malformed'])
  expect(codes('deleteWebhook', 204, {}, '')).toEqual([])
  expect(codes('deleteWebhook', 204, json, '{}')).toEqual(['body-undeclared'])
  const throttled = JSON.stringify({ message: 'ThrottlerException: Too Many Requests', statusCode: 429 })
  expect(codes('getMe', 429, json, throttled)).toEqual(['header-missing'])
  expect(codes('getMe', 429, { ...json, 'retry-after': 'soon' }, throttled)).toEqual(['header-incompatible'])
})

test('of a union the shape that was meant is explained', () => {
  const { message_id: _, ...rest } = receipt
  expect(check('sendTextMessage', 202, json, JSON.stringify(rest))).toMatchObject([
    {
      pointer: '/body/message_id',
      what: '`message_id` is missing',
      specPointer: '/components/schemas/MessageReceipt/required',
    },
  ])
  expect(
    check('sendTextMessage', 202, json, JSON.stringify({ ...receipt, status: 'PENDING' }))[0]?.specPointer,
  ).toContain('Receipt')
})

test('a credential in an answer is not shown', () => {
  const secret = `kbai_pk_${'9d1ec0de'.repeat(8)}`
  const problems = check('getMe', 401, json, JSON.stringify({ message: 7, error: secret, statusCode: secret }))
  expect(problems.length).toBeGreaterThan(1)
  expect(JSON.stringify(problems)).not.toContain('9d1ec0de')
})

describe('a stream', () => {
  const qr = 'event: qr\ndata: 2@x\n\n'
  const connecting = ': heartbeat\n\nid: 3\nevent: connecting\ndata: {}\n\n'
  const connected = `event: connected\ndata: ${JSON.stringify({
    channel_id: 'ch_01KS65PGZB3E828E7N4Q6PBFAK',
    phone_number: '+5491155555555',
    push_name: null,
  })}\n\n`
  const failed = 'event: failed\ndata: {"reason":"timeout","code":"timeout"}\n\n'
  const of = (text: string) => check('streamWhatsAppQr', 200, { 'content-type': 'text/event-stream' }, text)

  test.each([
    [qr + qr + connecting + connected],
    [qr + failed],
    [qr + connecting + failed],
    [connected],
    [(qr + connecting + connected).replaceAll('\n', '\r\n')],
  ])('is right with one terminal event, last', (text) => {
    expect(of(text)).toEqual([])
  })

  test.each([
    ['without an end', qr + connecting, 'the stream ends without the event that ends it'],
    ['that goes on after its end', qr + failed + qr, 'an event follows the one that ends the stream'],
    ['with two ends', qr + failed + failed, 'an event follows the one that ends the stream'],
    ['in another order', connecting + qr + connected, '`qr` comes too late'],
    ['that skips the scan', qr + connected, '`connected` comes without `connecting` before it'],
  ])('%s is told', (_, text, what) => {
    expect(of(text)).toMatchObject([{ code: 'stream-order', what }])
  })

  test('with an event that has no such data, or of no such name, is told', () => {
    expect(of(`${qr}event: failed\ndata: {"code":"timeout"}\n\n`)).toMatchObject([
      { code: 'stream-event-incompatible', pointer: '/body/1/data/reason' },
    ])
    expect(of(`event: news\ndata: {}\n\n${failed}`)[0]).toMatchObject({
      code: 'stream-event-incompatible',
      pointer: '/body/0/event',
      expected: '"qr", "connecting", "connected", "failed", "disconnected"',
    })
    expect(of(': heartbeat\n\n')).toMatchObject([{ code: 'stream-empty' }])
  })
})
