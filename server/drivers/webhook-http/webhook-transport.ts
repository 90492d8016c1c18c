import { lookup } from 'node:dns'
import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { WebhookTransport } from '../../domain/ports/webhook-transport.ts'
import { addressNotPublic, isPublicAddress, literalAddress, publicLookup, type ResolveAll } from './public-address.ts'

type Post = Parameters<WebhookTransport['post']>[0]
type Answer = Awaited<ReturnType<WebhookTransport['post']>>

export interface WebhookTransportOptions {
  /** `public`: https to public unicast addresses only. `any`: http and https to anywhere (a sandbox on one's own machine). */
  allow: 'public' | 'any'
  /** Finds the addresses of a name; the system's resolver unless told otherwise. */
  resolveAll?: ResolveAll
}

/** What is read of an answer before the connection is dropped, and what of it is kept. */
const answerBytesMax = 4096
const keptBytesMax = 1024
const idleConnectionMs = 15_000
/** Where https is commonly served; others may be an attempt to speak to something that is not a web server. */
const publicPorts = ['', '443', '8443']

/** Posts deliveries over kept connections. Redirects are not followed: their status is the answer. */
export function createWebhookTransport({
  allow,
  resolveAll = lookup,
}: WebhookTransportOptions): WebhookTransport & { close(): void } {
  const checked = allow === 'public' ? { lookup: publicLookup(resolveAll) } : {}
  const options = { keepAlive: true, timeout: idleConnectionMs, maxFreeSockets: 64, ...checked }
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) }
  const objection = (url: string) => objectionTo(url, allow)

  function attempt({ url, headers, body, timeoutMs }: Post, leftMs: number): Promise<Answer & { stale?: boolean }> {
    const bytes = Buffer.from(body)
    const secure = url.startsWith('https:')
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(bytes.length) },
      agent: secure ? agents.https : agents.http,
    }
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options)
    return exchange(request, bytes, { leftMs, timeoutMs })
  }

  return {
    objection,
    async post(delivery) {
      const why = objection(delivery.url)
      if (why) return { error: why }
      try {
        const normal = { ...delivery, url: new URL(delivery.url).href }
        const deadline = performance.now() + delivery.timeoutMs
        const { stale, ...answer } = await attempt(normal, delivery.timeoutMs)
        if (!stale) return answer
        // A kept connection that had died; consumers deduplicate by event id, so a second copy does no harm.
        const { stale: _, ...again } = await attempt(normal, Math.max(1, Math.round(deadline - performance.now())))
        return again
      } catch (error) {
        return { error: reasonOf(error as NodeJS.ErrnoException) }
      }
    },
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** Why nothing is sent to an address, or fetched from it; undefined when it may be. */
export function objectionTo(text: string, allow: 'public' | 'any', plain = allow === 'any'): string | undefined {
  if (!URL.canParse(text)) return 'it is not a URL'
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:')) {
    return plain ? 'it must begin with http:// or https://' : 'it must begin with https://'
  }
  if (allow === 'any') return undefined
  if (url.username !== '' || url.password !== '') return 'it must not hold a user name or password'
  if (!publicPorts.includes(url.port)) return `its port must be ${url.protocol === 'http:' ? '80' : '443'} or 8443`
  const address = literalAddress(url.hostname)
  if (address !== undefined && !isPublicAddress(address)) return 'its address is not on the public internet'
  if (/(^|\.)(localhost|local|internal)\.?$/.test(url.hostname)) return 'its name is not on the public internet'
  return undefined
}

/** `stale`: a kept connection died before a byte of the answer. */
function exchange(
  request: ClientRequest,
  body: Buffer,
  { leftMs, timeoutMs }: { leftMs: number; timeoutMs: number },
): Promise<Answer & { stale?: boolean }> {
  return new Promise((resolve) => {
    let status: number | undefined
    const chunks: Buffer[] = []
    let size = 0
    const finish = (answer: Answer & { stale?: boolean }) => {
      clearTimeout(total)
      resolve(answer)
    }
    /** Once the status is there it is the answer, however the body ends. */
    const end = (error: string, stale = false) => {
      finish(status === undefined ? { error, stale } : { status, body: keptText(chunks) })
      request.destroy()
    }
    const total = setTimeout(() => end(`no answer within ${timeoutMs} ms`), leftMs)
    request.on('error', (error) => end(reasonOf(error), request.reusedSocket))
    request.on('response', (response) => {
      status = response.statusCode ?? 0
      response.on('data', (chunk: Buffer) => {
        if (size < keptBytesMax) chunks.push(chunk)
        size += chunk.length
        if (size > answerBytesMax) end('')
      })
      response.on('error', (error) => end(reasonOf(error)))
      response.on('end', () => finish({ status: response.statusCode ?? 0, body: keptText(chunks) }))
    })
    request.end(body)
  })
}

/** The beginning of a body as text that can be stored and shown: whole characters, no NUL. */
function keptText(chunks: Buffer[]): string {
  const bytes = Buffer.concat(chunks).subarray(0, keptBytesMax)
  // Told that more may come, the decoder leaves out a character that was cut in two.
  return new TextDecoder().decode(bytes, { stream: bytes.length === keptBytesMax }).replaceAll('\0', '\ufffd')
}

/** In words that tell a subscriber what to mend and nothing of the network this runs in. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  const { code = '' } = error
  return reasons[code] ?? (tlsErrors.test(code) ? `TLS failed (${code})` : `the connection failed (${code || 'error'})`)
}

const reasons: Record<string, string> = {
  [addressNotPublic]: 'its name leads to an address that is not on the public internet',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed without an answer',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name could not be resolved just now',
  ETIMEDOUT: 'the connection could not be made in time',
  ERR_INVALID_CHAR: 'a configured header holds a character that is not allowed',
}
const tlsErrors = /CERT|TLS|SSL|EPROTO|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/
