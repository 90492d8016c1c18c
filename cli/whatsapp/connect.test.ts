import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { run } from '../test/run.ts'

type Handler = (req: IncomingMessage, res: ServerResponse) => void

const signup = { session_id: 'cs_1', verification_uri: 'http://p.test/connect', expires_in: 900, poll_interval: 0.01 }
const pairing = {
  session_id: 'cs_1',
  provider: 'whatsapp_qr',
  mode: 'qr',
  stream_url: '/s',
  expires_in: 300,
  poll_interval: 5,
}
const channel = { id: 'ch_1', phone_number_id: '100', name: 'Shop' }

/** Runs `whatsapp connect` against an API that starts this session, then answers with the handler. */
async function connect(args: string[], started: object, then: Handler, status = 201) {
  const server = createServer((req, res) => {
    if (req.method === 'POST') json(started, status)(req, res)
    else then(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const env = {
    KEEBAI_API_TOKEN: 't',
    KEEBAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  }
  try {
    return await run(['whatsapp', 'connect', ...args], env)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function json(body: object, status = 200): Handler {
  return (_req, res) => void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function stream(...frames: [event: string, data: unknown][]): Handler {
  const text = (data: unknown) => (typeof data === 'string' ? data : JSON.stringify(data))
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    res.end(frames.map(([event, data], at) => `id: ${at}\nevent: ${event}\ndata: ${text(data)}\n\n`).join(''))
  }
}

/** Answers each request with the next handler, the last one for good. */
function inTurn(...handlers: Handler[]): Handler {
  return (req, res) => (handlers.length > 1 ? handlers.shift() : handlers[0])?.(req, res)
}

function lines(stdout: string): unknown[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a signup prints its link, waits, and prints the channel', async () => {
  const polls = inTurn(json({ status: 'pending' }), json({}, 503), json({ status: 'completed', channel }))
  const { code, stdout, stderr } = await connect([], signup, polls)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('  http://p.test/connect\n')
  expect(stdout.endsWith('\nConnected channel ch_1 (phone_number_id: 100)\n')).toBe(true)
})

test('a signup as JSON is one event per line', async () => {
  const completed = { status: 'completed', channel }
  const { code, stdout } = await connect(['--json'], signup, json(completed))
  expect(code).toBe(0)
  expect(lines(stdout)).toEqual([
    { event: 'started', data: signup },
    { event: 'completed', data: completed },
  ])
})

test.each([
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
])('a signup that ends %s fails', async (status, says) => {
  const { code, stderr } = await connect([], signup, json({ status }))
  expect(code).toBe(1)
  expect(stderr).toContain(says)
})

const connected = { channel_id: 'ch_1', phone_number: '+5491155555555', push_name: 'Lucio' }

test('a pairing draws its codes and prints the channel', async () => {
  const frames = stream(['qr', '2@first'], ['qr', '2@second'], ['connecting', {}], ['connected', connected])
  const { code, stdout, stderr } = await connect(['--qr'], pairing, frames)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Link a device')
  expect(stdout.match(/█▀▀▀▀▀█.*█▀▀▀▀▀█/g)).toHaveLength(2)
  expect(stdout).not.toContain('\u001B')
  expect(stdout.endsWith('\nChannel ch_1 connected (phone +5491155555555, as Lucio)\n')).toBe(true)
})

test('a pairing as JSON is one event per line', async () => {
  const frames = stream(['qr', '2@first'], ['connecting', {}], ['connected', connected])
  const { code, stdout } = await connect(['--qr', '--json'], pairing, frames)
  expect(code).toBe(0)
  expect(lines(stdout)).toEqual([
    { event: 'started', data: pairing },
    { event: 'qr', data: '2@first' },
    { event: 'connecting', data: {} },
    { event: 'connected', data: connected },
  ])
})

test.each(['failed', 'disconnected'])('a pairing that ends %s fails with its reason', async (event) => {
  const data = { reason: 'nobody scanned', code: 'timeout' }
  const text = await connect(['--qr'], pairing, stream(['qr', '2@first'], [event, data]))
  expect(text.code).toBe(1)
  expect(text.stderr).toContain('nobody scanned (timeout)')
  const events = await connect(['--qr', '--json'], pairing, stream([event, data]))
  expect(events.code).toBe(1)
  expect(lines(events.stdout).at(-1)).toEqual({ event, data })
})

test.each([
  { status: 401, body: { message: 'Invalid or missing API token', error: 'Unauthorized' }, code: 2, says: 'API token' },
  {
    status: 403,
    body: {
      error: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: { missing: ['channels:connect'] } },
    },
    code: 2,
    says: 'it lacks the scope channels:connect',
  },
  {
    status: 400,
    body: {
      error: { code: 'BAD_REQUEST', message: 'Bad Request', details: [{ path: '/body/name', message: 'too long' }] },
    },
    code: 2,
    says: '400 BAD_REQUEST: Bad Request: too long',
  },
  {
    status: 404,
    body: { error: { code: 'PIPELINE_NOT_FOUND', message: 'Pipeline not found' } },
    code: 1,
    says: 'PIPELINE_NOT_FOUND',
  },
])('a start refused with $status ends with $code', async ({ status, body, code, says }) => {
  const result = await connect(['--json'], body, json({}), status)
  expect(result.code).toBe(code)
  expect(result.stderr).toContain(says)
  expect(lines(result.stdout)).toMatchObject([{ event: 'error', data: { status } }])
})

test('a token revoked while a person signs up ends with 2', async () => {
  const { code } = await connect(
    [],
    signup,
    json({ message: 'Invalid or missing API token', error: 'Unauthorized' }, 401),
  )
  expect(code).toBe(2)
})

test('an API that cannot be reached is named', async () => {
  const env = { KEEBAI_API_TOKEN: 't', KEEBAI_BASE_URL: 'http://127.0.0.1:1/v1' }
  const { code, stderr } = await run(['whatsapp', 'connect'], env)
  expect(code).toBe(1)
  expect(stderr).toContain('http://127.0.0.1:1/v1: ')
})
