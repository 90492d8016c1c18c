import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { encodeFrame, type Frame, type StreamTiming, writeEventStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'
import { startSmallApi } from './test/small-api.ts'

const timing: StreamTiming = { heartbeatMs: 60_000, drainMs: 60_000, pendingBytesMax: 64 * 1024 }

test('text is written as it is, objects as JSON, and no line break ends a frame early', () => {
  expect(encodeFrame({ id: 1, event: 'qr', data: '2@abc' })).toBe('id: 1\nevent: qr\ndata: 2@abc\n\n')
  expect(encodeFrame({ id: 2, event: 'connecting', data: {} })).toBe('id: 2\nevent: connecting\ndata: {}\n\n')
  const nasty = 'a\r\n\nevent: connected\rdata: x'
  expect(encodeFrame({ id: 3, event: 'failed', data: { reason: nasty } }).split('\n')).toHaveLength(5)
  expect(encodeFrame({ id: 4, event: 'qr', data: nasty })).toBe(
    'id: 4\nevent: qr\ndata: a\ndata: \ndata: event: connected\ndata: data: x\n\n',
  )
})

test('a stream begins at once, tells its frames and ends', async () => {
  async function* frames(): AsyncGenerator<Frame> {
    yield { id: 1, event: 'qr', data: 'code' }
    yield { id: 2, event: 'connected', data: { ok: true } }
  }
  await using api = await startSmallApi({ streamThing: async () => ({ stream: frames() }) })
  const response = await fetch(`${api.url}/v1/things/a/stream`, { headers: { authorization: 'Bearer all' } })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(response.headers.get('cache-control')).toContain('no-transform')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect(await response.text()).toBe('id: 1\nevent: qr\ndata: code\n\nid: 2\nevent: connected\ndata: {"ok":true}\n\n')
})

test('a reader that leaves aborts the stream', async () => {
  const aborted = Promise.withResolvers<void>()
  async function* silence(signal: AbortSignal): AsyncGenerator<Frame> {
    await once(signal, 'abort')
    aborted.resolve()
    yield* []
  }
  await using api = await startSmallApi({
    streamThing: async (_request, _caller, _context, { signal }) => ({ stream: silence(signal) }),
  })
  const leave = new AbortController()
  const headers = { authorization: 'Bearer all' }
  await fetch(`${api.url}/v1/things/a/stream`, { headers, signal: leave.signal })
  leave.abort()
  await aborted.promise
})

test('a comment keeps a silent stream open, and a revoked token ends it', async () => {
  let allowed = true
  await using stream = await openStream((exchange) =>
    writeEventStream(exchange, silentUntil(exchange.signal), async () => allowed, { ...timing, heartbeatMs: 5 }),
  )
  const [comment] = await once(stream.response, 'data')
  expect(String(comment)).toContain(':\n\n')
  allowed = false
  await new Promise((resolve) => stream.response.once('close', resolve))
})

test('a reader that does not read is dropped when too much waits for it', async () => {
  const ended = Promise.withResolvers<boolean>()
  await using _stream = await openStream(async (exchange) => {
    exchange.res.once('close', () => ended.resolve(exchange.res.writableFinished))
    await writeEventStream(exchange, flood(exchange.signal), async () => true, timing)
  })
  expect(await ended.promise).toBe(false)
})

test('a reader that is behind gets only the newest code', async () => {
  const written: string[] = []
  await using stream = await openStream(async (exchange) => {
    const { res } = exchange
    const write = res.write.bind(res)
    res.write = (text: string) => {
      written.push(text)
      write(text)
      return false
    }
    async function* codes(): AsyncGenerator<Frame> {
      for (let id = 1; id <= 4; id += 1) yield { id, event: 'qr', data: `code ${id}`, replaceable: true }
      yield { id: 5, event: 'connected', data: {} }
      setImmediate(() => res.emit('drain'))
      setImmediate(() => setImmediate(() => res.emit('drain')))
    }
    await writeEventStream(exchange, codes(), async () => true, timing)
  })
  stream.response.resume()
  await once(stream.response, 'end')
  expect(written.map((text) => text.split('\n')[0])).toEqual(['id: 1', 'id: 4', 'id: 5'])
})

async function* silentUntil(signal: AbortSignal): AsyncGenerator<Frame> {
  await once(signal, 'abort')
  yield* []
}

async function* flood(signal: AbortSignal): AsyncGenerator<Frame> {
  for (let id = 1; !signal.aborted; id += 1) {
    yield { id, event: 'noise', data: 'x'.repeat(50_000) }
    await new Promise(setImmediate)
  }
}

async function openStream(write: (exchange: Exchange) => Promise<void>) {
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    write(new Exchange(req, res)).catch((error) => res.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const request = httpRequest({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  request.on('error', () => undefined)
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return {
    response,
    async [Symbol.asyncDispose]() {
      request.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
