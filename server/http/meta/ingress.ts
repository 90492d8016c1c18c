import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathOf } from '../pipeline/request.ts'
import { isSigned, parseSignature } from './signature.ts'

export interface MetaIngressOptions {
  appSecret: string
  /** What the operator typed beside the callback URL in Meta's app settings. */
  verifyToken: string
  /** Keeps the exact bytes, durably; Meta is answered 200 once it resolves and comes again when it rejects. */
  store(rawBody: Buffer): Promise<void>
}

/** Takes what is for its path, false for anything else; `fault` answers what could not be stored. */
export type MetaIngress = (req: IncomingMessage, res: ServerResponse, fault: (error: unknown) => void) => boolean

/** Meta's own limit. */
const bodyBytesMax = 3 * 1024 * 1024

/**
 * `/webhooks/meta`: Meta's handshake, and its webhooks, stored before they are answered and worked off by others. Without
 * Express, because they come by the thousand.
 */
export function createMetaIngress({ appSecret, verifyToken, store }: MetaIngressOptions): MetaIngress {
  async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const signature = parseSignature(req.headers['x-hub-signature-256'])
    // Anonymous bodies are not even read.
    if (!signature) return answer(res, 401, 'X-Hub-Signature-256 is missing or malformed', close)
    const encoding = req.headers['content-encoding'] ?? 'identity'
    const body = encoding.toLowerCase() === 'identity' ? await read(req) : await skip(req, 415)
    if (typeof body === 'number') return answer(res, body, 'the body cannot be read', close)
    if (!isSigned(body, signature, appSecret)) return answer(res, 401, 'X-Hub-Signature-256 does not match the body')
    await store(body)
    answer(res, 200, 'ok')
  }

  function shakeHands(req: IncomingMessage, res: ServerResponse): void {
    const asked = new URL(req.url ?? '', 'http://ingress').searchParams
    const [mode, token, challenge] = ['hub.mode', 'hub.verify_token', 'hub.challenge'].map((name) => only(asked, name))
    if (mode === 'subscribe' && /^[\w-]{1,200}$/.test(challenge ?? '') && isSameText(token ?? '', verifyToken)) {
      answer(res, 200, challenge ?? '')
    } else {
      answer(res, 403, 'forbidden')
    }
  }

  return (req, res, fault) => {
    if (!/^\/webhooks\/meta\/?$/i.test(pathOf(req))) return false
    if (req.method === 'POST') receive(req, res).catch(fault)
    else if (req.method === 'GET' || req.method === 'HEAD') shakeHands(req, res)
    else answer(res, 405, 'method not allowed', { allow: 'GET, HEAD, POST' })
    return true
  }
}

const close = { connection: 'close' }

function answer(res: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}

/** The bytes of a body, or the status that says why they cannot be had; who goes away meanwhile is answered nothing. */
function read(req: IncomingMessage): Promise<Buffer | 413> {
  if (Number(req.headers['content-length'] ?? 0) > bodyBytesMax) return skip(req, 413)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    req.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= bodyBytesMax) chunks.push(chunk)
      else chunks.length = 0
    })
    req.on('end', () => resolve(length > bodyBytesMax ? 413 : Buffer.concat(chunks)))
  })
}

/** Once all of it has come: a client that still writes reads no answer. */
function skip<Status>(req: IncomingMessage, status: Status): Promise<Status> {
  return new Promise((resolve) => req.resume().on('end', () => resolve(status)))
}

/** A parameter given exactly once. */
function only(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

/** In constant time, whatever the lengths. */
function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
