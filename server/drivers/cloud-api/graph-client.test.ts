import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createGraphClient, type GraphClientOptions } from './graph-client.ts'

const ping = { method: 'GET', path: '/ping' } as const

test('a call carries the version, the query, the token and the body as JSON', async () => {
  const seen: unknown[] = []
  await using graph = await startGraph(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    seen.push(req.method, req.url, req.headers.authorization, req.headers['content-type'], JSON.parse(body))
    res.end('{"success":true}')
  })
  const call = { method: 'POST', path: '/1/messages', query: { a: 'b c' }, token: 'EAA', body: { text: 'ñ' } } as const
  expect(await graph.client.call(call)).toEqual({ got: 'answer', body: { success: true } })
  expect(seen).toEqual(['POST', '/v26.0/1/messages?a=b+c', 'Bearer EAA', 'application/json', { text: 'ñ' }])
})

test("Meta's own error is an error whatever the status", async () => {
  const error = { message: '(#131009) Bad', type: 'OAuthException', code: 131009 }
  await using graph = await startGraph((_, res) => res.writeHead(503).end(JSON.stringify({ error })))
  expect(await graph.client.call(ping)).toEqual({ got: 'error', status: 503, error })
})

test.each([
  ['a gateway page', 502, '<html>Bad gateway</html>'],
  ['an empty answer', 200, ''],
  ['an answer that is no object', 200, 'null'],
  ['an error in another form', 400, '{"error":"nope"}'],
])('%s is lost, for the call may have had its effect', async (_, status, body) => {
  await using graph = await startGraph((_, res) => res.writeHead(status).end(body))
  expect(await graph.client.call(ping)).toEqual({ got: 'lost', why: `status ${status} without an answer of Meta` })
})

test('an answer without end is cut off', async () => {
  await using graph = await startGraph((_, res) => {
    const chunk = Buffer.alloc(256 * 1024, 'a')
    const pour = () => res.write(chunk, (failed) => failed || pour())
    pour()
  })
  expect(await graph.client.call(ping)).toMatchObject({ got: 'lost', why: expect.stringMatching(/larger than/) })
})

test('a hanging Graph is lost after the timeout', async () => {
  await using graph = await startGraph(() => undefined, { timeoutMs: 40 })
  expect(await graph.client.call(ping)).toEqual({ got: 'lost', why: 'no answer within 40 ms' })
})

test('a connection that breaks after the request is lost', async () => {
  await using graph = await startGraph((req) => req.socket.resetAndDestroy())
  expect(await graph.client.call(ping)).toEqual({ got: 'lost', why: 'ECONNRESET' })
})

test('an answer that breaks off is lost', async () => {
  await using graph = await startGraph((_, res) => {
    res.writeHead(200, { 'content-length': '100' })
    res.write('{"success"', () => res.destroy())
  })
  expect(await graph.client.call(ping)).toMatchObject({ got: 'lost' })
})

test('a refused connection, an unknown name and a failed TLS handshake sent nothing', async () => {
  await using graph = await startGraph((_, res) => res.end('{}'))
  const { port } = graph
  await graph.stop()
  const reply = (baseUrl: string) => createGraphClient({ baseUrl, appId: '1', appSecret: 's' }).call(ping)
  expect(await reply(`http://127.0.0.1:${port}`)).toEqual({ got: 'not_sent', why: 'ECONNREFUSED' })
  expect(await reply('http://graph.invalid')).toMatchObject({ got: 'not_sent' })

  await using plain = await startGraph((_, res) => res.end('{}'))
  expect(await reply(`https://127.0.0.1:${plain.port}`)).toMatchObject({ got: 'not_sent' })
})

test('a handshake that never ends sent nothing', async () => {
  const sockets = new Set<Socket>()
  const mute = await listening(createTcpServer((socket) => sockets.add(socket)))
  const client = createGraphClient({
    baseUrl: `https://127.0.0.1:${portOf(mute)}`,
    appId: '1',
    appSecret: 's',
    connectTimeoutMs: 40,
  })
  expect(await client.call(ping)).toEqual({ got: 'not_sent', why: 'no connection within 40 ms' })
  for (const socket of sockets) socket.destroy()
  mute.close()
})

test('calls share a kept connection', async () => {
  const ports = new Set<number | undefined>()
  await using graph = await startGraph((req, res) => {
    ports.add(req.socket.remotePort)
    res.end('{}')
  })
  for (let call = 0; call < 3; call += 1) await graph.client.call(ping)
  expect(ports.size).toBe(1)
})

test('a kept connection that died is replaced for repeatable calls only', async () => {
  let calls = 0
  await using graph = await startGraph((req, res) => {
    calls += 1
    if (calls % 2 === 0) req.socket.resetAndDestroy()
    else res.end('{}')
  })
  await graph.client.call(ping)
  expect(await graph.client.call({ ...ping, repeatable: true })).toEqual({ got: 'answer', body: {} })
  expect(calls).toBe(3)
  expect(await graph.client.call(ping)).toEqual({ got: 'lost', why: 'ECONNRESET' })
  expect(calls).toBe(4)
})

async function startGraph(listener: RequestListener, options: Partial<GraphClientOptions> = {}) {
  const server = createServer(listener)
  await listening(server)
  const port = portOf(server)
  const client = createGraphClient({ baseUrl: `http://127.0.0.1:${port}`, appId: '1', appSecret: 's', ...options })
  const stop = async () => {
    client.close()
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  return { client, port, stop, [Symbol.asyncDispose]: stop }
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
  return address.port
}
