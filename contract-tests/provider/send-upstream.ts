import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { PlainAnswer, PlainRequest } from './provider.ts'

/** Connections to one provider, kept open between requests. */
export interface Upstream {
  send(request: PlainRequest, options?: SendOptions): Promise<PlainAnswer>
  close(): void
}

export interface SendOptions {
  /** Events after which an event stream is left; it would last as long as its pairing. */
  streamEvents?: number
}

/** The provider gave no answer: it is gone, it hangs, or it broke off. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

/** Bytes of an answer; beyond them it is nobody's contract. */
const answerMax = 16 * 1024 * 1024

export function openUpstream(baseUrl: string, timeoutMs: number): Upstream {
  const base = new URL(baseUrl)
  const isSecure = base.protocol === 'https:'
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const prefix = base.pathname.replace(/\/$/, '')

  function send(asked: PlainRequest, { streamEvents = 1 }: SendOptions = {}): Promise<PlainAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new NoAnswer(`${base.origin} ${why}`))
      const options = { method: asked.method, agent, headers: outgoing(asked, base.host) }
      const url = new URL(prefix + asked.path, base)
      const req = (isSecure ? requestHttps : requestHttp)(url, options, (res) => {
        readBody(res, streamEvents).then(
          (body) => {
            clearTimeout(timer)
            resolve({ status: res.statusCode ?? 0, headers: headersOf(res), body })
          },
          (error: Error) => fail(`broke its answer off: ${error.message}`),
        )
      })
      const timer = setTimeout(() => {
        fail(`did not answer ${asked.method} ${asked.path} within ${timeoutMs} ms`)
        req.destroy()
      }, timeoutMs)
      req.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        // The provider may close a connection in the moment it is used again; that says nothing about it.
        if (req.reusedSocket && error.code === 'ECONNRESET') return resolve(send(asked, { streamEvents }))
        fail(`could not be reached: ${error.code ?? error.message}`)
      })
      req.end(asked.body)
    })
  }

  return { send, close: () => agent.destroy() }
}

/** Hop-by-hop headers are the proxy's own; an answer that is packed could not be read. */
function outgoing({ headers, body, method }: PlainRequest, host: string): Record<string, string> {
  const { connection: _c, 'transfer-encoding': _t, 'content-length': _l, ...rest } = headers
  const length = Buffer.byteLength(body)
  const hasBody = length > 0 || !['GET', 'HEAD', 'DELETE'].includes(method)
  return { ...rest, host, 'accept-encoding': 'identity', ...(hasBody && { 'content-length': String(length) }) }
}

function headersOf(res: IncomingMessage): Record<string, string> {
  const joined = Object.entries(res.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(joined)
}

async function readBody(res: IncomingMessage, streamEvents: number): Promise<string> {
  const isStream = /^text\/event-stream\b/i.test(res.headers['content-type'] ?? '')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of res as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > answerMax) throw new Error(`it is larger than ${answerMax} bytes`)
    if (!isStream) continue
    const text = Buffer.concat(chunks).toString('utf8')
    const end = endOfEvents(text, streamEvents)
    if (end === undefined) continue
    res.destroy()
    return text.slice(0, end)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Where the so-manieth event that has data ends; undefined while it has not come. */
function endOfEvents(text: string, count: number): number | undefined {
  let events = 0
  let from = 0
  for (const { index, 0: blank } of text.matchAll(/\r\n\r\n|\n\n|\r\r/g)) {
    if (/^data:/m.test(text.slice(from, index))) events += 1
    from = index + blank.length
    if (events === count) return from
  }
  return undefined
}
