import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openPhones } from '../phone/phones.ts'
import { openWorldStore } from '../store.ts'
import { isRecord } from './parameters.ts'
import { createGraphSimulator } from './simulator.ts'

export const APP = { id: '900000000000001', secret: 'app-secret', configId: 'config-1' }

/** One webhook as it came over the wire. */
export interface Received {
  raw: string
  signature: string
  body: Record<string, unknown>
}

/** The simulator on a loopback port, with a clock moved by hand and an endpoint that collects webhooks. For tests. */
export async function openGraphRig(file = ':memory:') {
  const store = openWorldStore(file)
  const phones = openPhones(store)
  const time = { now: Date.UTC(2026, 10, 20, 12) }
  const inbox: Received[] = []
  const endpoint = { status: 200 }
  const receiver = await listen(async (request) => {
    const raw = await read(request)
    if (request.method === 'GET') {
      const query = new URL(request.url ?? '/', 'http://x').searchParams
      const known = query.get('hub.verify_token') === 'verify'
      return { status: known ? 200 : 403, body: known ? (query.get('hub.challenge') ?? '') : '' }
    }
    if (endpoint.status === 200) {
      inbox.push({ raw, signature: String(request.headers['x-hub-signature-256']), body: record(JSON.parse(raw)) })
    }
    return { status: endpoint.status, body: '' }
  })
  const callback: { current: { url: string; verifyToken: string } | undefined } = {
    current: { url: `${receiver.url}/webhooks/meta`, verifyToken: 'verify' },
  }
  const open = () =>
    createGraphSimulator({
      store,
      phones,
      clock: { now: () => time.now },
      app: APP,
      callback: () => callback.current,
      seed: 'test',
    })
  const graph = open()
  let again: typeof graph | undefined
  const server = createServer((request, response) => {
    if (!graph.handle(request, response)) response.writeHead(404).end()
  })
  const url = await listening(server)

  async function call(method: string, path: string, token?: string, body?: unknown) {
    const response = await fetch(`${url}/v26.0${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: record(await response.json()) }
  }

  async function form(path: string, token: string, body: FormData) {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${url}/v26.0${path}`, { method: 'POST', headers, body })
    return { status: response.status, body: record(await response.json()) }
  }

  return {
    url,
    form,
    graph,
    phones,
    store,
    time,
    inbox,
    endpoint,
    callback,
    /** Another one on the same store, as after a restart. */
    reopened: async () => {
      await graph.close()
      again = open()
      return again
    },
    call,
    exchange: (code: string) =>
      call('GET', `/oauth/access_token?client_id=${APP.id}&client_secret=${APP.secret}&code=${code}`),
    text: (token: string, phoneNumberId: string, to: string, extra: Record<string, unknown> = {}) =>
      call('POST', `/${phoneNumberId}/messages`, token, {
        messaging_product: 'whatsapp',
        to,
        type: 'text',
        text: { body: 'Hola' },
        ...extra,
      }),
    /** Every status that arrived, as `status` or `failed code`. */
    async statuses() {
      await graph.settle()
      return inbox.flatMap(({ body }) => deep(body, 'statuses')).map(toWord)
    },
    async [Symbol.asyncDispose]() {
      await graph.close()
      await again?.close()
      server.closeAllConnections()
      server.close()
      receiver.close()
      store.close()
    },
  }
}

/** The error code of a Graph answer. */
export function codeOf({ body }: { body: Record<string, unknown> }): unknown {
  return isRecord(body.error) ? body.error.code : undefined
}

/** The id of an accepted message. */
export function wamidOf({ body }: { body: Record<string, unknown> }): string {
  const [first] = deep(body, 'messages')
  return String(first?.id)
}

/** All objects of lists named `name`, anywhere below `value`. */
export function deep(value: unknown, name: string): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap((item) => deep(item, name))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === name && Array.isArray(member) ? member.filter(isRecord) : deep(member, name),
  )
}

function toWord(status: Record<string, unknown>): string {
  const [error] = Array.isArray(status.errors) ? status.errors.filter(isRecord) : []
  return error ? `${String(status.status)} ${String(error.code)}` : String(status.status)
}

async function listen(answer: (request: IncomingMessage) => Promise<{ status: number; body: string }>) {
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status).end(body),
      () => response.destroy(),
    )
  })
  return {
    url: await listening(server),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return `http://127.0.0.1:${address.port}`
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
