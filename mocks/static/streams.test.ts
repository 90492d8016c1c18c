import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { streamEvents } from '../../contract-tests/compare/event-stream.ts'
import { framesOf, paced } from './frames.ts'
import type { StaticMock } from './static-mock.ts'
import { ask, sampleOf, startMock, tokens } from './test/mock-rig.ts'

const stream = sampleOf('streamWhatsAppQr')

describe('over the wire', () => {
  let mock: StaticMock
  beforeAll(async () => {
    mock = await startMock()
  })
  afterAll(() => mock.close())

  test('each event travels in a chunk of its own, in the documented order, and the stream then ends', async () => {
    const { head, chunks } = await rawChunks(mock.url, stream.path)
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(head).toMatch(/\r\ncontent-type: text\/event-stream; charset=utf-8\r\n/i)
    expect(head).toMatch(/\r\ncache-control: no-cache, no-store, no-transform\r\n/i)
    expect(chunks.map((chunk) => chunk.split('\n').slice(0, 2))).toEqual([
      ['id: 1', 'event: qr'],
      ['id: 2', 'event: qr'],
      ['id: 3', 'event: connecting'],
      ['id: 4', 'event: connected'],
    ])
    for (const chunk of chunks) expect(chunk).toMatch(/\ndata: .+\n\n$/)
  })

  test('qr_format=object gets codes with their end', async () => {
    const { text } = await ask(mock.url, stream, { query: '?qr_format=object' })
    const events = streamEvents(text)
    expect(events.map(({ event }) => event)).toEqual(['qr', 'qr', 'connecting', 'connected'])
    expect(events[0]?.data).toEqual({ data: expect.stringMatching(/^2@/), expires_at: expect.any(String) })
  })

  test('Prefer: example=connected is that event alone', async () => {
    const { text } = await ask(mock.url, stream, { headers: { prefer: 'example=connected' } })
    expect(text).toMatch(/^id: 1\nevent: connected\ndata: \{"channel_id":"ch_\w{26}",.*\}\n\n$/)
  })

  test('a reader that returns with Last-Event-ID gets what it missed', async () => {
    const { text } = await ask(mock.url, stream, { headers: { 'last-event-id': '2' } })
    expect(streamEvents(text).map(({ event }) => event)).toEqual(['connecting', 'connected'])
  })

  test('an error of a stream is JSON', async () => {
    const answered = await ask(mock.url, stream, { headers: { prefer: 'code=404' } })
    expect([answered.status, answered.body]).toMatchObject([404, { error: { code: 'SESSION_NOT_FOUND' } }])
  })
})

describe('spacing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
  const events = ['qr', 'connecting', 'connected'].map((event, at) => ({ id: at + 1, event, data: {} }))

  test('the first event comes at once, each other one when the spacing is over', async () => {
    const { signal } = new AbortController()
    const seen: string[] = []
    const done = (async () => {
      for await (const { event } of paced(events, { spacingMs: 300, signal })) seen.push(event)
    })()
    await vi.advanceTimersByTimeAsync(0)
    expect(seen).toEqual(['qr'])
    await vi.advanceTimersByTimeAsync(299)
    expect(seen).toEqual(['qr'])
    await vi.advanceTimersByTimeAsync(1)
    expect(seen).toEqual(['qr', 'connecting'])
    await vi.advanceTimersByTimeAsync(300)
    await done
    expect(seen).toEqual(['qr', 'connecting', 'connected'])
  })

  test('a reader that leaves stops the stream and leaves no timer behind', async () => {
    const reader = new AbortController()
    const frames = paced(events, { spacingMs: 300, signal: reader.signal })
    expect((await frames.next()).value).toMatchObject({ event: 'qr' })
    const next = frames.next()
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(1)
    reader.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('a stream as text is read as readers read it', () => {
  const text = 'event: a\ndata: 1\ndata: 2\n\n: comment\n\ndata: 3\nid: 9\n\n'
  expect(framesOf(text)).toEqual([
    { id: 1, event: 'a', data: '1\n2' },
    { id: 9, event: 'message', data: '3' },
  ])
})

/** A response as it was written: Node.js sends what is written at once as one HTTP chunk. */
async function rawChunks(url: string, path: string): Promise<{ head: string; chunks: string[] }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const lines = [`GET ${path} HTTP/1.1`, 'host: a', `authorization: Bearer ${tokens.keebai}`, 'connection: close']
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const bytes: Buffer[] = []
  socket.on('data', (chunk) => bytes.push(chunk))
  await once(socket, 'close')
  const [head = '', body = ''] = Buffer.concat(bytes)
    .toString('latin1')
    .split(/\r\n\r\n(.*)/s)
  return { head: `${head}\r\n`, chunks: unchunked(body) }
}

function unchunked(body: string): string[] {
  const chunks: string[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.slice(at, end), 16)
    if (!(size > 0)) return chunks
    chunks.push(body.slice(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}
