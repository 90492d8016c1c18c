import type { QrEvent, QrStreamEvent } from '../generated/keebai/types.gen.ts'
import { ApiError } from './api-error.ts'
import type { KeebaiClient } from './clients.ts'
import { readEventStream, type ServerSentEvent } from './event-stream.ts'

/** An event of a pairing. A `qr` always carries the text to draw, whichever form the API sent it in. */
export type FollowedQrEvent = (
  | { event: QrEvent['event']; data: string; expires_at?: string }
  | Exclude<QrStreamEvent, QrEvent>
) & {
  /** Hand it to `followQr` as `lastEventId` to go on after this event. */
  id?: string
}

export interface FollowQrOptions {
  /** Ends the stream; its reason is thrown. */
  signal?: AbortSignal
  /** The `id` of the last event you have: what came after it follows, the terminal event included, for 24 hours. */
  lastEventId?: string
  /** Milliseconds before the first new attempt; doubled with each one. */
  retryMs?: number
  /** Attempts in a row that bring no event, before the last error is thrown. */
  attemptsMax?: number
  /** Milliseconds of silence after which a connection counts as lost; the API sends a heartbeat every 15 s. */
  silenceMs?: number
}

const retryMsMax = 10_000

/**
 * The events of a QR pairing, ending with exactly one of `connected`, `failed` and `disconnected`. A connection that is
 * lost before is opened again where it stopped. Throws ApiError when the API refuses the stream, and the error of
 * the connection when it cannot be had again.
 */
export async function* followQr(
  client: KeebaiClient,
  sessionId: string,
  options: FollowQrOptions = {},
): AsyncGenerator<FollowedQrEvent, void> {
  const { signal, attemptsMax = 8, silenceMs = 45_000 } = options
  let { lastEventId, retryMs = 500 } = options
  for (let attempt = 1; ; attempt++) {
    let failure: unknown = new Error('The event stream ended before the pairing did')
    try {
      const body = await openStream(client, sessionId, lastEventId, signal)
      for await (const frame of readEventStream(readChunks(body, silenceMs, signal))) {
        attempt = 0
        lastEventId = frame.id || lastEventId
        retryMs = frame.retryMs ?? retryMs
        const event = toQrStreamEvent(frame)
        if (!event) continue
        yield event
        if (isTerminal(event)) return
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (isFinal(error)) throw error
      failure = error
    }
    if (attempt >= attemptsMax) throw failure
    await pause(Math.min(retryMs * 2 ** Math.max(0, attempt - 1), retryMsMax), signal)
  }
}

async function openStream(
  client: KeebaiClient,
  sessionId: string,
  lastEventId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const { data, error, response } = await client.get<ReadableStream<Uint8Array>>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/v1/channels/whatsapp/connect/{session_id}/qr-stream',
    path: { session_id: sessionId },
    headers: { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) },
    parseAs: 'stream',
    signal,
  })
  if (!response) throw error
  if (!response.ok) throw new ApiError(response.status, error)
  if (data && response.headers.get('content-type')?.startsWith('text/event-stream')) return data
  await response.body?.cancel()
  throw new NoEventStream(response.headers.get('content-type'))
}

/** Whatever answered is not the API: a proxy's page, another program on that port. */
class NoEventStream extends Error {
  constructor(type: string | null) {
    super(`The answer is no event stream but ${type ?? 'of no type'}`)
  }
}

/** Looks at the signal itself: that of a request is forgotten once the request has been collected. */
async function* readChunks(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  const { promise: lost, reject: lose } = Promise.withResolvers<never>()
  lost.catch(() => undefined)
  const stop = () => lose(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    for (;;) {
      timer = setTimeout(() => lose(new Error('The event stream fell silent')), silenceMs)
      const { done, value } = await Promise.race([reader.read(), lost]).finally(() => clearTimeout(timer))
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    await reader.cancel().catch(() => undefined)
  }
}

/** Undefined for an event this client does not know. Throws when the data is not what the name promises. */
function toQrStreamEvent({ event, data, id }: ServerSentEvent): FollowedQrEvent | undefined {
  const at = id === '' ? {} : { id }
  switch (event) {
    case 'qr':
      return { event, ...toQrData(data), ...at }
    case 'connecting':
      return { event, data: {}, ...at }
    case 'connected':
    case 'failed':
    case 'disconnected':
      return { event, data: JSON.parse(data), ...at }
    default:
      return undefined
  }
}

/** The documentation shows two forms, the text itself and an object; a JSON text is what frameworks make of the first. */
function toQrData(data: string): { data: string; expires_at?: string } {
  if (data.startsWith('"')) return { data: JSON.parse(data) }
  if (!data.startsWith('{')) return { data }
  const { data: text, expires_at } = JSON.parse(data)
  return { data: text, expires_at }
}

function isTerminal({ event }: FollowedQrEvent): boolean {
  return event === 'connected' || event === 'failed' || event === 'disconnected'
}

/** Another attempt cannot change these; it can change a limit (429), a fault (5xx) and a lost connection. */
function isFinal(error: unknown): boolean {
  if (error instanceof ApiError) return error.status < 500 && error.status !== 429 && error.status !== 408
  return error instanceof NoEventStream || error instanceof SyntaxError
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(end, ms)
    function end(): void {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    function stop(): void {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
