import { expect, test } from 'vitest'
import { readEventStream, type ServerSentEvent } from './event-stream.ts'
import { collect } from './test/collect.ts'

async function read(chunks: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
  }
  return collect(readEventStream(bytes()))
}

const sample = [
  '\uFEFF: welcome\n',
  'retry: 1500\n\n',
  'id: 1\nevent: qr\ndata: 2@añb,c=\n\n',
  ':\n\n',
  'id: 2\r\nevent: connecting\r\ndata:{}\r\n\r\n',
  'data: one\rdata:  two\rdata\r\r',
  'event: nothing\n\n',
  'id: 3\nid: 4\0\nevent: failed\nretry: soon\ndata: {"reason":\ndata: "timeout"}\n\n',
  'id: 9\ndata: cut of',
].join('')

const events = [
  { event: 'qr', data: '2@añb,c=', id: '1', retryMs: 1500 },
  { event: 'connecting', data: '{}', id: '2', retryMs: 1500 },
  { event: 'message', data: 'one\n two\n', id: '2', retryMs: 1500 },
  { event: 'failed', data: '{"reason":\n"timeout"}', id: '3', retryMs: 1500 },
]

test('names, ids, comments, line ends of all kinds and several data lines are read', async () => {
  expect(await read([sample])).toEqual(events)
})

test('the bytes may be cut anywhere', async () => {
  const bytes = new TextEncoder().encode(sample)
  for (let at = 0; at <= bytes.length; at++) {
    expect(await read([bytes.slice(0, at), bytes.slice(at)]), `cut at ${at}`).toEqual(events)
  }
  expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events)
})

test('an event is told as soon as its last line ended, even by a lone CR', async () => {
  let told = false
  async function* bytes() {
    yield new TextEncoder().encode('data: 1\r\r')
    expect(told).toBe(true)
    yield new TextEncoder().encode('\ndata: 2\r\n\r\n')
  }
  const all: string[] = []
  for await (const { data } of readEventStream(bytes())) {
    told = true
    all.push(data)
  }
  expect(all).toEqual(['1', '2'])
})
