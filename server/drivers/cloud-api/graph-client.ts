import type { GraphErrorBody } from '../../../generated/meta/types.gen.ts'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { download, type GraphDownload } from './download.ts'
import { exchange } from './exchange.ts'
import { type FarEnd, farEndOf } from './far-end.ts'

/** One call to Graph. `path` starts behind the version: `/1234/messages`. */
export interface GraphCall {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  query?: Record<string, string>
  body?: unknown
  /** In place of `body`: bytes of a known length, sent as they come. Never repeated. */
  stream?: { contentType: string; length: number; bytes: Bytes }
  /** Bearer token; calls that prove themselves by app secret in the query have none. */
  token?: string
  /** Doing it twice is harmless, so a kept connection that turns out dead is replaced at once. */
  repeatable?: boolean
}

export type GraphError = GraphErrorBody['error']

/** What became of a call. A call that may have had an effect without Meta saying so is `lost`. */
export type GraphReply =
  | { got: 'answer'; body: unknown }
  | { got: 'error'; status: number; error: GraphError }
  /** No byte of the request left this machine. */
  | { got: 'not_sent'; why: string }
  | { got: 'lost'; why: string }

/** Meta's Graph API over kept connections. Never throws for what the network does. */
export interface GraphClient {
  readonly appId: string
  readonly appSecret: string
  /** Rejects only with what the source of a stream throws. */
  call(call: GraphCall): Promise<GraphReply>
  /** A file behind an address Graph gave out. */
  download(url: string, token: string): Promise<GraphDownload>
  /** Drops idle connections and ends the ones in use. */
  close(): void
}

export interface GraphClientOptions {
  /** A function is asked at each call. */
  baseUrl?: string | (() => string) | undefined
  version?: string
  appId: string
  appSecret: string
  /** From the start of a call, or the last byte of a streamed body, to the end of its answer; and between bytes of a file. */
  timeoutMs?: number
  /** Until a connection (TLS included) stands. */
  connectTimeoutMs?: number
}

export function createGraphClient({
  baseUrl = 'https://graph.facebook.com',
  version = 'v26.0',
  appId,
  appSecret,
  timeoutMs = 20_000,
  connectTimeoutMs = 5_000,
}: GraphClientOptions): GraphClient {
  const ends = new Map<string, FarEnd>()

  function farEnd(): FarEnd {
    const url = typeof baseUrl === 'function' ? baseUrl() : baseUrl
    const known = ends.get(url)
    if (known) return known
    const end = farEndOf(url, version)
    ends.set(url, end)
    return end
  }

  function attempt(call: GraphCall): Promise<GraphReply & { stale?: boolean }> {
    const query = call.query ? `?${new URLSearchParams(call.query)}` : ''
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body))
    const { stream } = call
    const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'identity' }
    if (call.token !== undefined) headers.authorization = `Bearer ${call.token}`
    if (stream) headers['content-type'] = stream.contentType
    else if (body) headers['content-type'] = 'application/json'
    if (call.method === 'POST') headers['content-length'] = String(stream?.length ?? body?.length ?? 0)
    const { request, target, prefix, secure } = farEnd()
    // A stream cannot be repeated, so it gets a connection that cannot turn out dead.
    const fresh = stream && { agent: false as const }
    const sent = request({ ...target, ...fresh, method: call.method, path: prefix + call.path + query, headers })
    return exchange(sent, stream?.bytes ?? body, { secure, timeoutMs, connectTimeoutMs })
  }

  return {
    appId,
    appSecret,
    async call(call) {
      const { stale, ...reply } = await attempt(call)
      if (!stale || !call.repeatable) return reply
      const { stale: _, ...again } = await attempt(call)
      return again
    },
    download: (url, token) => download(url, token, { near: farEnd(), timeoutMs, connectTimeoutMs }),
    close() {
      for (const { agent } of ends.values()) agent.destroy()
    },
  }
}
