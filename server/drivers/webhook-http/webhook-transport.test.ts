import type { LookupAddress } from 'node:dns'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { isPublicAddress, publicLookup, type ResolveAll } from './public-address.ts'
import { createWebhookTransport } from './webhook-transport.ts'

test('a delivery arrives with its headers and its exact bytes', async () => {
  const seen: unknown[] = []
  await using target = await startTarget(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    seen.push(req.method, req.url, req.headers['x-tenant'], req.headers['content-type'], body)
    res.writeHead(204).end()
  })
  const headers = { 'x-tenant': 'crm', 'content-type': 'application/json' }
  expect(await target.post({ headers, body: '{"a":"ñ"}' })).toEqual({ status: 204, body: '' })
  expect(seen).toEqual(['POST', '/hook', 'crm', 'application/json', '{"a":"ñ"}'])
})

test('a redirect is an answer, not a way', async () => {
  const paths: unknown[] = []
  await using target = await startTarget((req, res) => {
    paths.push(req.url)
    res.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect(await target.post()).toEqual({ status: 307, body: '' })
  expect(paths).toEqual(['/hook'])
})

test('an endless answer is cut off at its status', async () => {
  const { promise: cutOff, resolve: closed } = Promise.withResolvers<void>()
  await using target = await startTarget((_, res) => {
    res.on('close', () => closed())
    const pour = () => res.write(Buffer.alloc(1024, 'ab'), (failed) => failed || pour())
    pour()
  })
  expect(await target.post()).toEqual({ status: 200, body: 'ab'.repeat(512) })
  await cutOff
})

test('an answer that trickles counts by its status when the time is over', async () => {
  await using target = await startTarget((_, res) => res.writeHead(200).write('.'))
  expect(await target.post({ timeoutMs: 60 })).toEqual({ status: 200, body: '.' })
})

test.each([
  ['text', 'gracias', 'gracias'],
  ['a character cut in two', `${'a'.repeat(1023)}ñ`, 'a'.repeat(1023)],
  ['bytes that are no text', Buffer.from([0x41, 0xff, 0x00, 0x42]), 'A\ufffd\ufffdB'],
])('of an answer with %s at most 1 KiB is kept, in whole characters', async (_, sent, kept) => {
  await using target = await startTarget((_, res) => res.writeHead(500).end(sent))
  expect(await target.post()).toEqual({ status: 500, body: kept })
})

test('an answer that trickles its headers is given up when the time is over', async () => {
  const { promise: cutOff, resolve: closed } = Promise.withResolvers<void>()
  await using target = await startTarget((req) => {
    req.socket.on('close', () => closed())
    const trickle = () => req.socket.write('X-', () => setImmediate(trickle))
    req.socket.write('HTTP/1.1 200 OK\r\nX-A: ')
    if (!req.socket.destroyed) trickle()
  })
  expect(await target.post({ timeoutMs: 60 })).toMatchObject({ error: expect.any(String) })
  await cutOff
})

test('a second try over a new connection has only the time that is left', async () => {
  let asked = 0
  await using target = await startTarget((req, res) => {
    asked += 1
    if (asked === 1) res.end('ok')
    else if (asked === 2) setTimeout(() => req.socket.resetAndDestroy(), 600)
  })
  await target.post()
  const begun = performance.now()
  const answer = await target.post({ timeoutMs: 1_000 })
  expect(answer).toEqual({ error: 'no answer within 1000 ms' })
  expect(performance.now() - begun).toBeLessThan(1_590)
  expect(asked).toBe(3)
})

test('a target that hangs, one that closes and one that is not there are errors', async () => {
  await using hanging = await startTarget(() => undefined)
  expect(await hanging.post({ timeoutMs: 30 })).toEqual({ error: 'no answer within 30 ms' })
  await using closing = await startTarget((req) => req.socket.resetAndDestroy())
  expect(await closing.post()).toEqual({ error: 'the connection was closed without an answer' })
  await closing.stop()
  expect(await closing.post()).toEqual({ error: 'the connection was refused' })
})

test('a failed TLS handshake is an error', async () => {
  const server = createHttpsServer((_, res) => res.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const transport = createWebhookTransport({ allow: 'any' })
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await transport.post({ url, headers: {}, body: '', timeoutMs: 1_000 })).toMatchObject({
    error: expect.stringMatching(/^TLS failed/),
  })
  server.closeAllConnections()
  server.close()
})

test('a header that cannot be sent is an error', async () => {
  await using target = await startTarget((_, res) => res.end())
  expect(await target.post({ headers: { 'x-a': 'b\r\nc: d' } })).toMatchObject({ error: expect.any(String) })
})

test('deliveries share a kept connection; one that died is replaced at once', async () => {
  const ports: unknown[] = []
  await using target = await startTarget((req, res) => {
    ports.push(req.socket.remotePort)
    if (ports.length === 3) req.socket.resetAndDestroy()
    else res.end('ok')
  })
  for (let delivery = 0; delivery < 3; delivery += 1) expect(await target.post()).toEqual({ status: 200, body: 'ok' })
  expect(ports).toHaveLength(4)
  expect(new Set(ports).size).toBe(2)
})

test.each([
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'file:///etc/passwd',
  'data:,x',
  'not a url',
  'https://user:pass@hooks.example.com/',
  'https://hooks.example.com:22/',
  'https://hooks.example.com:6379/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://0x7f.1/',
  'https://127.1/',
  'https://①②⑦.0.0.1/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://192.0.0.192/',
  'https://0.0.0.0/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[fc00::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001::1]/',
  'https://localhost/',
  'https://localhost./',
  'https://db.internal/',
])('%s can never be a public target', async (url) => {
  const transport = createWebhookTransport({ allow: 'public' })
  expect(transport.objection(url)).toEqual(expect.any(String))
  expect(await transport.post({ url, headers: {}, body: '', timeoutMs: 1_000 })).toEqual({ error: expect.any(String) })
})

test('public https targets are welcome, a sandbox also takes local ones', () => {
  const objection = createWebhookTransport({ allow: 'public' }).objection
  const welcome = ['https://hooks.example.com/a?b', 'https://8.8.8.8/', 'https://[2606:4700::1111]:8443/']
  for (const url of welcome) expect(objection(url)).toBeUndefined()
  const any = createWebhookTransport({ allow: 'any' }).objection
  for (const url of ['http://localhost:3000/hook', 'http://crm:8080/', 'http://my_app/hook', 'http://10.1.2.3:25/']) {
    expect(any(url)).toBeUndefined()
  }
  expect(any('ftp://localhost/')).toBe('it must begin with http:// or https://')
})

test.each([
  ['one private address', ['127.0.0.1']],
  ['a public and a private one', ['93.184.216.34', '10.0.0.1']],
  ['a mapped one', ['::ffff:10.0.0.1']],
  ['none', []],
])('a name that leads to %s is refused when the connection is made', async (_, addresses) => {
  const transport = createWebhookTransport({ allow: 'public', resolveAll: resolverOf(addresses) })
  const url = 'https://hooks.example.com/'
  expect(transport.objection(url)).toBeUndefined()
  expect(await transport.post({ url, headers: {}, body: '', timeoutMs: 1_000 })).toEqual({
    error: 'its name leads to an address that is not on the public internet',
  })
})

test('a connection is made to the very addresses that were checked', () => {
  const given: unknown[] = []
  const lookup = publicLookup(resolverOf(['93.184.216.34', '2606:4700::1111']))
  lookup('hooks.example.com', { all: true }, (...args) => given.push(args))
  lookup('hooks.example.com', {}, (...args) => given.push(args))
  const addresses = [
    { address: '93.184.216.34', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]
  expect(given).toEqual([
    [null, addresses],
    [null, '93.184.216.34', 4],
  ])
})

test('what is no address is not public', () => {
  expect(isPublicAddress('hooks.example.com')).toBe(false)
  expect(isPublicAddress('')).toBe(false)
})

function resolverOf(addresses: string[]): ResolveAll {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  return (_hostname, _options, done) => done(null, found)
}

async function startTarget(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const transport = createWebhookTransport({ allow: 'any' })
  const stop = async () => {
    transport.close()
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  const post = (delivery: Partial<Parameters<typeof transport.post>[0]> = {}) =>
    transport.post({ url, headers: {}, body: '{}', timeoutMs: 2_000, ...delivery })
  return { post, stop, [Symbol.asyncDispose]: stop }
}
