import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

/** Where Graph is, and the connections kept to it. */
export interface FarEnd {
  secure: boolean
  origin: string
  request: typeof httpRequest
  target: RequestOptions
  prefix: string
  agent: HttpAgent
}

export function farEndOf(url: string, version: string): FarEnd {
  const base = new URL(url)
  const secure = base.protocol === 'https:'
  // node:http costs a third of fetch's CPU per call (66 against 226 µs).
  const agent = new (secure ? HttpsAgent : HttpAgent)({
    keepAlive: true,
    timeout: idleConnectionMs,
    scheduling: 'lifo',
  })
  const target: RequestOptions = {
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port || (secure ? 443 : 80),
    agent,
  }
  const request = secure ? httpsRequest : httpRequest
  return {
    secure,
    origin: base.origin,
    request,
    target,
    prefix: `${base.pathname.replace(/\/$/, '')}/${version}`,
    agent,
  }
}

/** Shorter than the 60 s after which Meta's edge drops idle connections. */
const idleConnectionMs = 30_000
