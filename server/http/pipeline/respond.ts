import type { Exchange } from './exchange.ts'

/** An answer as a surface words it; without a body nothing but the status is sent. */
export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** Sent with everything the two APIs answer: it is data for programs, never a page. */
export const apiHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
} as const

const fixed = Object.entries(apiHeaders).flat()

/** Writes an answer; does nothing when one was begun already or the client is gone. */
export function respond({ res, id }: Exchange, answer: Answer): void {
  if (res.headersSent || res.destroyed) return
  const headers = [...fixed, 'X-Request-Id', id]
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '')
  if (answer.body === undefined) {
    res.writeHead(answer.status, headers)
    res.end()
    return
  }
  const text = JSON.stringify(answer.body)
  headers.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text)))
  res.writeHead(answer.status, headers)
  res.end(text)
}
