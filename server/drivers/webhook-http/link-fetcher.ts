import { lookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { AddressUnusable, type FetchLink, MediumUnusable } from '../../domain/ports/outgoing-media.ts'
import { publicLookup, type ResolveAll } from './public-address.ts'
import { objectionTo, reasonOf } from './webhook-transport.ts'

export interface LinkFetcherOptions {
  /** `public`: https to public unicast addresses only. `any`: http and https to anywhere (a sandbox on one's own machine). */
  allow: 'public' | 'any'
  /** Under `public`, http as well. */
  plain?: boolean
  /** Finds the addresses of a name; the system's resolver unless told otherwise. */
  resolveAll?: ResolveAll
  /** The longest it may stay silent, before its first byte and between two. */
  silenceMs?: number
  /** The longest it may take as a whole. */
  totalMs?: number
}

const redirectsMax = 3

/** Fetches media by their address, guarded like the delivery of webhooks: each address is judged when it is connected to. */
export function createLinkFetcher({
  allow,
  plain = allow === 'any',
  resolveAll = lookup,
  silenceMs = 15_000,
  totalMs = 300_000,
}: LinkFetcherOptions): FetchLink {
  const checked = allow === 'public' ? { lookup: publicLookup(resolveAll) } : {}
  const agents = { http: new HttpAgent(checked), https: new HttpsAgent(checked) }

  async function get(url: string, redirectsLeft: number, signal: AbortSignal): Promise<IncomingMessage> {
    const objection = objectionTo(url, allow, plain)
    if (objection) {
      const why = `its link cannot be fetched: ${objection}`
      throw redirectsLeft === redirectsMax ? new AddressUnusable(why) : new MediumUnusable(why)
    }
    const answer = await ask(new URL(url), signal)
    const { statusCode = 0, headers } = answer
    if (statusCode === 200) return answer
    answer.destroy()
    const next = redirects.has(statusCode) ? headers.location : undefined
    if (next === undefined) throw new MediumUnusable(`its link answers ${statusCode}`)
    if (redirectsLeft === 0) throw new MediumUnusable('its link is redirected too often')
    if (!URL.canParse(next, url)) throw new MediumUnusable('its link is redirected to no address')
    return get(new URL(next, url).href, redirectsLeft - 1, signal)
  }

  function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:'
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Trunkline' }
    const options = { agent: secure ? agents.https : agents.http, headers, timeout: silenceMs, signal }
    return new Promise((resolve, reject) => {
      const request = secure ? httpsRequest(url, options, resolve) : httpRequest(url, options, resolve)
      request.on('timeout', () => request.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })))
      request.on('error', (error) => reject(unusable(error, signal)))
      request.end()
    })
  }

  return async (url) => {
    const signal = AbortSignal.timeout(totalMs)
    const answer = await get(url, redirectsMax, signal)
    const { 'content-type': type, 'content-length': length, 'content-disposition': disposition } = answer.headers
    const [essence = ''] = (type ?? '').split(';')
    return {
      mime: essence.trim().toLowerCase() || null,
      size: length === undefined ? null : Number(length),
      filename: nameIn(disposition) ?? lastSegment(url),
      bytes: bytesOf(answer, signal),
    }
  }
}

async function* bytesOf(answer: IncomingMessage, signal: AbortSignal): Bytes {
  try {
    for await (const chunk of answer) yield chunk as Buffer
  } catch (error) {
    throw unusable(error, signal)
  }
}

function unusable(error: unknown, { aborted }: AbortSignal): MediumUnusable {
  const why = aborted ? 'it takes too long' : reasonOf(error as NodeJS.ErrnoException)
  return new MediumUnusable(`its link cannot be fetched: ${why}`)
}

const redirects = new Set([301, 302, 303, 307, 308])

function nameIn(disposition: string | undefined): string | null {
  const [, quoted, plain] = /filename="([^"/\\]+)"|filename=([^;\s"/\\]+)/i.exec(disposition ?? '') ?? []
  return quoted ?? plain ?? null
}

function lastSegment(url: string): string | null {
  const segment = new URL(url).pathname.split('/').at(-1)
  if (!segment) return null
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
