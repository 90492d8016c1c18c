import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { type Limits, readAnswer, reasonOf } from './exchange.ts'
import type { FarEnd } from './far-end.ts'
import type { GraphError } from './graph-client.ts'

/** What became of asking for a file. */
export type GraphDownload =
  | { got: 'file'; mime: string | null; size: number | null; bytes: Bytes }
  /** `error` where the far end spoke as Graph does. */
  | { got: 'refused'; status: number; error: GraphError | null }
  | { got: 'lost'; why: string }

/**
 * Asks for a file with the business token. The address must be https or on the host that Graph itself is on, so the token
 * never travels in the open; redirects are not followed. A reader that leaves off ends the connection, and so does one
 * that takes no byte for as long as an answer may take.
 */
export function download(
  url: string,
  token: string,
  { near, timeoutMs, connectTimeoutMs }: { near: FarEnd } & Omit<Limits, 'secure'>,
): Promise<GraphDownload> {
  const target = URL.canParse(url) ? new URL(url) : undefined
  const secure = target?.protocol === 'https:'
  if (!target || (!secure && target.origin !== near.origin)) {
    return Promise.resolve({ got: 'lost', why: 'Meta gave an address that is not safe to use' })
  }
  const headers = { authorization: `Bearer ${token}`, accept: '*/*', 'user-agent': 'trunkline' }
  return new Promise((resolve) => {
    const sent = (secure ? httpsRequest : httpRequest)(target, { headers, agent: false })
    const fail = (why: string) => {
      clearTimeout(waiting)
      resolve({ got: 'lost', why })
      sent.destroy()
    }
    let waiting = setTimeout(() => fail(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs)
    sent.on('socket', (socket) =>
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(waiting)
        waiting = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs)
      }),
    )
    sent.on('error', (error) => fail(reasonOf(error)))
    sent.on('response', (response) => {
      clearTimeout(waiting)
      response.setTimeout(timeoutMs, () => response.destroy(new Error(`no byte within ${timeoutMs} ms`)))
      if (response.statusCode === 200) resolve(toFile(response))
      else refusal(response).then(resolve, (error: Error) => fail(reasonOf(error)))
    })
    sent.end()
  })
}

function toFile(response: IncomingMessage): GraphDownload {
  const { 'content-type': mime, 'content-length': length } = response.headers
  return { got: 'file', mime: mime ?? null, size: length === undefined ? null : Number(length), bytes: response }
}

const refusalBytesMax = 64 * 1024

async function refusal(response: IncomingMessage): Promise<GraphDownload> {
  const status = response.statusCode ?? 0
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > refusalBytesMax) break
    chunks.push(chunk)
  }
  const answer = readAnswer(status, Buffer.concat(chunks))
  return { got: 'refused', status, error: answer.got === 'error' ? answer.error : null }
}
