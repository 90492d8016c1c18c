import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { createMetaIngress } from './ingress.ts'

const appSecret = 'app-secret'
const body = '{"object":"whatsapp_business_account","name":"\\u00f1 \\/"}'

test('the handshake returns the challenge as plain text', async () => {
  await using ingress = await startIngress()
  const answer = await ingress.get('?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify')
  expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each([
  ['a wrong token', '?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong'],
  ['no token', '?hub.mode=subscribe&hub.challenge=1'],
  ['another mode', '?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify'],
  ['a repeated token', '?hub.mode=subscribe&hub.challenge=1&hub.verify_token=verify&hub.verify_token=verify'],
  ['a script for a challenge', '?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=verify'],
  ['nothing', ''],
])('a handshake with %s is 403', async (_, query) => {
  await using ingress = await startIngress()
  expect((await ingress.get(query)).status).toBe(403)
})

test('a signed body is stored byte by byte and answered 200', async () => {
  await using ingress = await startIngress()
  expect((await ingress.post(body, sign(body))).status).toBe(200)
  expect(ingress.stored).toEqual([Buffer.from(body)])
})

test('a body is signed whatever its content type and however long', async () => {
  await using ingress = await startIngress()
  const long = `{"a":"${'x'.repeat(2_900_000)}"}`
  expect((await ingress.post(long, sign(long), { 'content-type': 'text/plain' })).status).toBe(200)
  expect(ingress.stored).toHaveLength(1)
})

test.each([
  ['none', undefined],
  ['one of another secret', `sha256=${createHmac('sha256', 'other').update(body).digest('hex')}`],
  ['one cut short', sign(body).slice(0, -1)],
  ['one that is no hex', `sha256=${'z'.repeat(64)}`],
  ['a SHA-1 one', `sha1=${createHmac('sha1', appSecret).update(body).digest('hex')}`],
  ['one over the same JSON written anew', sign(JSON.stringify(JSON.parse(body)))],
])('with %s for a signature a body is 401 and not stored', async (_, signature) => {
  await using ingress = await startIngress()
  expect((await ingress.post(body, signature)).status).toBe(401)
  expect(ingress.stored).toEqual([])
})

test('a body of more than 3 MB, or a compressed one, is refused', async () => {
  await using ingress = await startIngress()
  const long = 'x'.repeat(3 * 1024 * 1024 + 1)
  expect((await ingress.post(long, sign(long))).status).toBe(413)
  expect((await ingress.post(body, sign(body), { 'content-encoding': 'gzip' })).status).toBe(415)
  expect(ingress.stored).toEqual([])
})

test('what could not be stored is not answered 200', async () => {
  await using ingress = await startIngress(() => Promise.reject(new Error('disk full')))
  const answer = await ingress.post(body, sign(body))
  expect([answer.status, await answer.text()]).toEqual([500, 'fault'])
})

test('other methods are 405', async () => {
  await using ingress = await startIngress()
  const answer = await fetch(ingress.url, { method: 'DELETE' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
})

test('what is for another path is left to others', async () => {
  await using ingress = await startIngress()
  const status = async (path: string) => (await fetch(new URL(path, ingress.url))).status
  expect(await status('/webhooks/meta/more')).toBe(404)
  expect(await status('/webhooks')).toBe(404)
  expect(await status('/Webhooks/Meta/?hub.mode=none')).toBe(403)
})

test('a body without a declared length is taken up to the limit', async () => {
  await using ingress = await startIngress()
  const chunked = (text: string) => new Blob([text]).stream()
  expect((await ingress.post(chunked(body), sign(body))).status).toBe(200)
  const long = 'x'.repeat(3 * 1024 * 1024 + 1)
  expect((await ingress.post(chunked(long), sign(long))).status).toBe(413)
  expect(ingress.stored).toEqual([Buffer.from(body)])
})

test('a stranger is answered before the body is read', async () => {
  await using ingress = await startIngress()
  const { hostname, port } = new URL(ingress.url)
  const head = 'POST /webhooks/meta HTTP/1.1\r\nhost: x\r\ncontent-length: 3000000\r\n\r\n'
  const socket = connect(Number(port), hostname, () => socket.write(head))
  const first = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())))
  expect(first).toMatch(/^HTTP\/1.1 401 /)
  socket.destroy()
})

function sign(text: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(text).digest('hex')}`
}

async function startIngress(fail?: () => Promise<void>) {
  const stored: Buffer[] = []
  const store = fail ?? (async (raw: Buffer) => void stored.push(raw))
  const ingress = createMetaIngress({ appSecret, verifyToken: 'verify', store })
  const server = createServer((req, res) => {
    const taken = ingress(req, res, () => res.writeHead(500).end('fault'))
    if (!taken) res.writeHead(404).end('another path')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/meta`
  return {
    url,
    stored,
    get: (query: string) => fetch(url + query),
    post: (text: string | ReadableStream, signature?: string, headers: Record<string, string> = {}) =>
      fetch(url, {
        method: 'POST',
        body: text,
        ...{ duplex: 'half' },
        headers: {
          'content-type': 'application/json',
          ...(signature && { 'x-hub-signature-256': signature }),
          ...headers,
        },
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
