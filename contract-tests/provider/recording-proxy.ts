import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject, type Json } from '../json.ts'
import { keptExchange } from './masked.ts'
import type { Asked, Exchange, PlainAnswer, PlainRequest } from './provider.ts'
import type { Seam } from './seam.ts'
import { NoAnswer } from './send-upstream.ts'

/** The header that says which interaction a request is of; it never reaches the provider. */
export const interactionHeader = 'x-trunkline-interaction'

export const statesPath = '/.trunkline/states'
export const messagePath = '/.trunkline/message'

export interface ProxyOptions {
  /** Makes what the states of an interaction name; what it answers goes to the verifier's generators. */
  setUp(interaction: number): Promise<Record<string, Json>>
  tearDown(interaction: number): Promise<void>
  /** Puts a request to the provider. */
  ask(interaction: number, request: PlainRequest): Promise<Asked>
  /** Brings about the event of a message interaction. */
  provoke(interaction: number): Promise<Provoked>
  seam?: Seam | undefined
}

export interface Provoked {
  contents: Json
  metadata: Record<string, Json>
  exchanges: Exchange[]
  /** Where the event was asked for by name. */
  prefer?: string
}

/** What went through the proxy for one interaction. */
export interface Recording {
  exchanges: Exchange[]
  /** What really went wrong, where the verifier was told a status only. */
  problem: { kind: 'state' | 'provider' | 'event'; message: string } | undefined
  prefer: string | undefined
  startedAt: number
  endedAt: number
}

/** Stands between the Pact verifier and a provider for one run of the verifier. */
export interface RecordingProxy extends AsyncDisposable {
  url: string
  recordings: ReadonlyMap<number, Recording>
  close(): Promise<void>
}

export async function openRecordingProxy(options: ProxyOptions): Promise<RecordingProxy> {
  const recordings = new Map<number, Recording>()
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      // Whatever no interaction accounts for, the verifier's own mistakes included.
      if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' })
      res.end(messageOf(error))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readBody(req)
    if (req.url === statesPath) await changeState(JSON.parse(body), res)
    else if (req.url === messagePath) await sendMessage(JSON.parse(body), res)
    else await forward(req, body, res)
  }

  async function changeState({ action, state }: { action: string; state: string }, res: ServerResponse): Promise<void> {
    const [interaction, recording] = recordingOf(state)
    try {
      const made = action === 'teardown' ? await tearDown(interaction) : await options.setUp(interaction)
      send(res, 200, made)
    } catch (error) {
      recording.problem ??= { kind: 'state', message: messageOf(error) }
      // After a failed set-up the verifier asks for no tear-down.
      if (action !== 'teardown') await tearDown(interaction).catch(() => undefined)
      // A 5xx it would try again for half a minute.
      send(res, 400, { error: messageOf(error) })
    } finally {
      recording.endedAt = performance.now()
    }
  }

  async function tearDown(interaction: number): Promise<Record<string, Json>> {
    await options.tearDown(interaction)
    return {}
  }

  async function sendMessage({ description }: { description: string }, res: ServerResponse): Promise<void> {
    const [interaction, recording] = recordingOf(description)
    try {
      const { contents, metadata, exchanges, prefer } = await options.provoke(interaction)
      recording.exchanges.push(...exchanges.map(keptExchange))
      recording.prefer = prefer
      const encoded = Buffer.from(JSON.stringify(metadata)).toString('base64')
      send(res, 200, contents, { 'pact-message-metadata': encoded })
    } catch (error) {
      recording.problem ??= { kind: 'event', message: messageOf(error) }
      if (error instanceof NotProvoked) recording.exchanges.push(...error.exchanges.map(keptExchange))
      send(res, 500, { error: messageOf(error) })
    }
  }

  async function forward(req: IncomingMessage, body: string, res: ServerResponse): Promise<void> {
    const { [interactionHeader]: index, host: _host, ...headers } = headersOf(req)
    const [interaction, recording] = recordingOf(index ?? '')
    const wanted = { method: req.method ?? 'GET', path: req.url ?? '/', headers, body }
    try {
      const { request, answer: given, prefer } = await options.ask(interaction, wanted)
      const answer = options.seam?.onResponse?.(interaction, request, given) ?? given
      recording.exchanges.push(keptExchange({ request, response: answer }))
      recording.prefer = prefer ?? recording.prefer
      relay(answer, res)
    } catch (error) {
      recording.problem ??= { kind: error instanceof NoAnswer ? 'provider' : 'state', message: messageOf(error) }
      send(res, 502, { error: messageOf(error) })
    }
  }

  function recordingOf(index: string): [number, Recording] {
    if (!/^\d+$/.test(index)) throw new Error('The request is of no interaction')
    const now = performance.now()
    const fresh: Recording = { exchanges: [], problem: undefined, prefer: undefined, startedAt: now, endedAt: now }
    const recording = recordings.get(Number(index)) ?? fresh
    recordings.set(Number(index), recording)
    return [Number(index), recording]
  }

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, recordings, close, [Symbol.asyncDispose]: close }
}

/** An event that did not come about as it should; with what was asked on the way. */
export class NotProvoked extends Error {
  override name = 'NotProvoked'
  readonly exchanges: Exchange[]

  constructor(message: string, exchanges: Exchange[] = []) {
    super(message)
    this.exchanges = exchanges
  }
}

function relay({ status, headers, body }: PlainAnswer, res: ServerResponse): void {
  const { connection: _c, 'keep-alive': _k, 'transfer-encoding': _t, 'content-length': _l, ...rest } = headers
  // The length is that of the body as it is now.
  const length = Buffer.byteLength(body)
  res.writeHead(status, { ...rest, ...(status !== 204 && status !== 304 && { 'content-length': length }) })
  res.end(body)
}

function send(res: ServerResponse, status: number, body: Json, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function headersOf(req: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  return isObject(error) ? JSON.stringify(error) : String(error)
}
