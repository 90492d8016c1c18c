import { expect, test } from 'vitest'
import { ApiError, createKeebaiClient, type FollowQrOptions, followQr } from './index.ts'
import { collect } from './test/collect.ts'

const quick: FollowQrOptions = { retryMs: 1, attemptsMax: 3 }

/** Answers each request with the next of these: frames (text), a refusal, or a failing connection. */
function follow(answers: (string | Response | Error)[], options: FollowQrOptions = {}) {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (request) => {
    requests.push(request as Request)
    const answer = answers.shift()
    if (answer === undefined) throw new Error('nobody expected another request')
    if (answer instanceof Error) throw answer
    if (answer instanceof Response) return answer
    return new Response(answer, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  const client = createKeebaiClient({ baseUrl: 'http://a.test/v1', token: 'kbai_pk_x', fetch })
  return { requests, events: collect(followQr(client, 'cs_1', { ...quick, ...options })) }
}

const connected =
  'id: 9\nevent: connected\ndata: {"channel_id":"ch_1","phone_number":"+56911111111","push_name":"Lucio"}\n\n'
const connectedEvent = {
  event: 'connected',
  data: { channel_id: 'ch_1', phone_number: '+56911111111', push_name: 'Lucio' },
  id: '9',
}

test('the stream is asked for with the token and ends with its terminal event', async () => {
  const { requests, events } = follow([`event: qr\ndata: 2@a\n\nevent: connecting\ndata: {}\n\n${connected}: more\n\n`])
  expect(await events).toEqual([{ event: 'qr', data: '2@a' }, { event: 'connecting', data: {} }, connectedEvent])
  expect(requests).toHaveLength(1)
  expect(requests[0]?.url).toBe('http://a.test/v1/channels/whatsapp/connect/cs_1/qr-stream')
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer kbai_pk_x')
  expect(requests[0]?.headers.get('accept')).toBe('text/event-stream')
})

test('a code is the text to draw in each of the documented forms', async () => {
  const frames = ['2@a,b=', '"2@a,b="', '{"data":"2@a,b=","expires_at":"2026-11-20T12:00:20Z"}']
  const { events } = follow([`${frames.map((data) => `event: qr\ndata: ${data}\n\n`).join('')}${connected}`])
  expect((await events).slice(0, 3)).toEqual([
    { event: 'qr', data: '2@a,b=' },
    { event: 'qr', data: '2@a,b=' },
    { event: 'qr', data: '2@a,b=', expires_at: '2026-11-20T12:00:20Z' },
  ])
})

test('events it does not know are passed over', async () => {
  const { events } = follow([`event: weather\ndata: sunny\n\n${connected}`])
  expect(await events).toEqual([connectedEvent])
})

test('a lost connection is opened again after the last event, and a failing one is tried again', async () => {
  const { requests, events } = follow([
    'id: 7\nevent: qr\ndata: 2@a\n\nid: 8\nevent: connecting\nda',
    new TypeError('fetch failed'),
    Response.json({ message: 'starting' }, { status: 503 }),
    connected,
  ])
  expect((await events).map(({ event }) => event)).toEqual(['qr', 'connected'])
  expect(requests.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '7', '7', '7'])
})

test('a reader goes on after the event it names', async () => {
  const { requests, events } = follow([connected], { lastEventId: '5' })
  expect(await events).toEqual([connectedEvent])
  expect(requests[0]?.headers.get('last-event-id')).toBe('5')
})

test.each([400, 401, 403, 404])('a refusal with %i is thrown at once', async (status) => {
  const body = { error: { code: 'SESSION_NOT_FOUND', message: 'Not found' }, message: 'Not found', statusCode: status }
  const { requests, events } = follow([Response.json(body, { status })])
  const error = await events.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status, code: 'SESSION_NOT_FOUND' })
  expect(requests).toHaveLength(1)
})

test('a connection that cannot be had is given up', async () => {
  const refused = new TypeError('fetch failed')
  const { requests, events } = follow([refused, refused, refused, refused])
  await expect(events).rejects.toBe(refused)
  expect(requests).toHaveLength(3)
})

test('an answer that is no event stream is not asked for again', async () => {
  const { requests, events } = follow([new Response('<html>', { headers: { 'content-type': 'text/html' } })])
  await expect(events).rejects.toThrow('text/html')
  expect(requests).toHaveLength(1)
})

test('a connection that falls silent is opened again', async () => {
  const silent = new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
  const { requests, events } = follow([silent, connected], { silenceMs: 20 })
  expect(await events).toEqual([connectedEvent])
  expect(requests).toHaveLength(2)
})

test('an abort ends the stream with its reason, while reading and while waiting', async () => {
  const reading = new AbortController()
  const silent = new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
  const first = follow([silent], { signal: reading.signal })
  setImmediate(() => reading.abort(new Error('enough')))
  await expect(first.events).rejects.toThrow('enough')

  const waiting = new AbortController()
  const second = follow([new TypeError('fetch failed')], { signal: waiting.signal, retryMs: 60_000 })
  setImmediate(() => waiting.abort(new Error('enough')))
  await expect(second.events).rejects.toThrow('enough')
})
