import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { createGraphClient } from './graph-client.ts'
import { multipartForm } from './multipart.ts'

const upload = (bytes: Bytes, length: number) =>
  ({ method: 'POST', path: '/7/media', token: 'EAA', stream: { contentType: 'text/plain', length, bytes } }) as const

test('a stream is sent as it comes, under its length', async () => {
  let arrived = 0
  await using graph = await startGraph(async (req, res) => {
    for await (const chunk of req) arrived += chunk.length
    res.end(JSON.stringify({ length: req.headers['content-length'], type: req.headers['content-type'] }))
  })
  const reply = await graph.client.call(upload(chunks(200, 10_000), 2_000_000))
  expect(reply).toEqual({ got: 'answer', body: { length: '2000000', type: 'text/plain' } })
  expect(arrived).toBe(2_000_000)
})

test('a far end that takes no more slows the source down', async () => {
  let given = 0
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  async function* source() {
    for (; given < 1000; given += 1) yield Buffer.alloc(64 * 1024)
  }
  await using graph = await startGraph(async (req, res) => {
    req.pause()
    await released
    for await (const _ of req) {
      // Read to its end.
    }
    res.end('{}')
  })
  const called = graph.client.call(upload(source(), 64 * 1024 * 1000))
  let before = -1
  while (before !== given) {
    before = given
    await pause(50)
  }
  expect(given).toBeLessThan(500)
  release()
  expect(await called).toEqual({ got: 'answer', body: {} })
})

test('a refusal in the middle of an upload is heard, and the source is left', async () => {
  let left = false
  async function* source() {
    try {
      for (let count = 0; count < 10_000; count += 1) yield Buffer.alloc(64 * 1024)
    } finally {
      left = true
    }
  }
  const error = { message: '(#190) Expired', type: 'OAuthException', code: 190 }
  await using graph = await startGraph((_, res) => res.writeHead(401).end(JSON.stringify({ error })))
  expect(await graph.client.call(upload(source(), 64 * 1024 * 10_000))).toEqual({ got: 'error', status: 401, error })
  await expect.poll(() => left).toBe(true)
})

test('what the source of an upload throws is thrown on', async () => {
  async function* source() {
    yield Buffer.from('half')
    throw new Error('the disk is gone')
  }
  await using graph = await startGraph((req) => void req.resume())
  await expect(graph.client.call(upload(source(), 100))).rejects.toThrow('the disk is gone')
})

test('an upload that is not answered is lost after the timeout, counted from its last byte', async () => {
  async function* slow() {
    for (let count = 0; count < 6; count += 1) {
      await pause(40)
      yield Buffer.from('x')
    }
  }
  await using graph = await startGraph((req) => void req.resume(), 100)
  expect(await graph.client.call(upload(slow(), 6))).toEqual({ got: 'lost', why: 'no answer within 100 ms' })
})

test('a form has its fields, its file and its exact length, whatever the file is called', async () => {
  const bytes = Buffer.from('the bytes')
  const file = { name: 'file', filename: 'a"b\r\nc.png', mime: 'image/png', size: bytes.length, bytes: once(bytes) }
  const form = multipartForm({ messaging_product: 'whatsapp', type: 'image/png' }, file, 'XX')
  const body = await whole(form.bytes)
  expect(body.length).toBe(form.length)
  const parsed = await new Response(body, { headers: { 'content-type': form.contentType } }).formData()
  const sent = parsed.get('file') as File
  expect([...parsed.keys()]).toEqual(['messaging_product', 'type', 'file'])
  expect([sent.name, sent.type, await sent.text()]).toEqual(['a"b\r\nc.png', 'image/png', 'the bytes'])
})

test('a file is downloaded with the token, from where Graph is', async () => {
  await using graph = await startGraph((req, res) => {
    if (req.headers.authorization !== 'Bearer EAA') return void res.writeHead(401).end()
    res.writeHead(200, { 'content-type': 'image/png', 'content-length': 5 }).end('bytes')
  })
  const file = await graph.client.download(`${graph.url}/file?mid=1`, 'EAA')
  if (file.got !== 'file') throw new Error(JSON.stringify(file))
  expect([file.mime, file.size, String(await whole(file.bytes))]).toEqual(['image/png', 5, 'bytes'])
  expect(await graph.client.download(`${graph.url}/file`, 'other')).toEqual({
    got: 'refused',
    status: 401,
    error: null,
  })
})

test.each(['http://elsewhere.example/file', 'ftp://graph/file', 'nonsense', ''])(
  'the token does not go in the open to %j',
  async (url) => {
    await using graph = await startGraph((_, res) => res.end('never'))
    expect(await graph.client.download(url, 'EAA')).toMatchObject({
      got: 'lost',
      why: expect.stringMatching(/not safe/),
    })
  },
)

test('a redirect is not followed, and an error of Graph is told', async () => {
  const error = { message: 'URL signature expired', type: 'OAuthException', code: 100 }
  await using graph = await startGraph((req, res) =>
    req.url === '/moved'
      ? res.writeHead(302, { location: 'https://elsewhere.example/' }).end()
      : res.writeHead(404).end(JSON.stringify({ error })),
  )
  expect(await graph.client.download(`${graph.url}/moved`, 'EAA')).toEqual({ got: 'refused', status: 302, error: null })
  expect(await graph.client.download(`${graph.url}/gone`, 'EAA')).toEqual({ got: 'refused', status: 404, error })
})

test('a download that hangs is lost, one that stops is cut off', async () => {
  await using graph = await startGraph((req, res) => {
    if (req.url === '/stops') res.writeHead(200, { 'content-length': 100 }).write('half')
  }, 80)
  expect(await graph.client.download(`${graph.url}/hangs`, 'EAA')).toEqual({
    got: 'lost',
    why: 'no answer within 80 ms',
  })
  const file = await graph.client.download(`${graph.url}/stops`, 'EAA')
  if (file.got !== 'file') throw new Error(JSON.stringify(file))
  await expect(whole(file.bytes)).rejects.toThrow('no byte within 80 ms')
})

test('a Graph that is not there is lost', async () => {
  const graph = await startGraph((_, res) => res.end())
  await graph[Symbol.asyncDispose]()
  expect(await graph.client.download(`${graph.url}/file`, 'EAA')).toEqual({ got: 'lost', why: 'ECONNREFUSED' })
})

async function startGraph(listener: RequestListener, timeoutMs = 5000) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = createGraphClient({ baseUrl: url, appId: '1', appSecret: 's', timeoutMs })
  return {
    url,
    client,
    async [Symbol.asyncDispose]() {
      client.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function* chunks(count: number, size: number): Bytes {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(size)
}

async function* once(bytes: Buffer): Bytes {
  yield bytes
}

async function whole(bytes: Bytes): Promise<Buffer<ArrayBuffer>> {
  const all: Uint8Array[] = []
  for await (const chunk of bytes) all.push(chunk)
  return Buffer.concat(all)
}
