import type { ClientRequest } from 'node:http'
import type { Bytes } from '../../domain/ports/blobs.ts'
import type { GraphError, GraphReply } from './graph-client.ts'

export interface Limits {
  secure: boolean
  /** From the start, or the last byte of a streamed body, to the end of the answer. */
  timeoutMs: number
  /** Until a connection (TLS included) stands. */
  connectTimeoutMs: number
}

/** Far above any answer of the calls made here; a larger one is not Graph speaking. */
const answerBytesMax = 1024 * 1024

/**
 * Runs one request to its end. `stale`: a kept connection died before a byte of the answer. Rejects only with what the
 * source of a streamed body throws.
 */
export function exchange(
  sent: ClientRequest,
  body: Buffer | Bytes | undefined,
  { secure, timeoutMs, connectTimeoutMs }: Limits,
): Promise<GraphReply & { stale?: boolean }> {
  return new Promise((resolve, reject) => {
    let connected = false
    let answered = false
    let finished = false
    const stop = () => {
      finished = true
      clearTimeout(total)
      clearTimeout(connecting)
    }
    const finish = (reply: GraphReply & { stale?: boolean }) => {
      stop()
      resolve(reply)
    }
    const fail = (why: string, stale = false) => {
      finish(connected ? { got: 'lost', why, stale } : { got: 'not_sent', why })
      sent.destroy()
    }
    const total = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs)
    const connecting = setTimeout(() => fail(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs)

    sent.on('error', (error) => fail(reasonOf(error), sent.reusedSocket && !answered))
    sent.on('socket', (socket) => {
      const ready = () => {
        connected = true
        clearTimeout(connecting)
      }
      if (sent.reusedSocket) ready()
      else socket.once(secure ? 'secureConnect' : 'connect', ready)
    })
    sent.on('response', (response) => {
      answered = true
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > answerBytesMax) fail(`the answer is larger than ${answerBytesMax} bytes`)
        else chunks.push(chunk)
      })
      response.on('error', (error) => fail(reasonOf(error)))
      response.on('end', () => finish(readAnswer(response.statusCode ?? 0, Buffer.concat(chunks))))
    })
    if (body === undefined || Buffer.isBuffer(body)) {
      sent.end(body)
      return
    }
    pour(body, sent, { progress: () => total.refresh(), finished: () => finished }).catch((error) => {
      stop()
      sent.destroy()
      reject(error)
    })
  })
}

/** Writes a streamed body as fast as the far end takes it, and leaves off once the call is over. */
async function pour(
  bytes: Bytes,
  sent: ClientRequest,
  { progress, finished }: { progress: () => void; finished: () => boolean },
): Promise<void> {
  for await (const chunk of bytes) {
    if (finished()) return
    if (!sent.write(chunk)) await drained(sent)
    progress()
  }
  if (!finished()) sent.end()
}

/** Resolves when more can be written, or never will be. */
function drained(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      sent.off('drain', go)
      sent.off('close', go)
      resolve()
    }
    sent.on('drain', go)
    sent.on('close', go)
  })
}

export function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message
}

/** Tells Meta's answers from those of whatever stands in between. */
export function readAnswer(status: number, bytes: Buffer): GraphReply {
  const body = parseJson(bytes)
  const error = isObject(body) ? body.error : undefined
  if (isGraphError(error)) return { got: 'error', status, error }
  if (status >= 200 && status < 300 && isObject(body)) return { got: 'answer', body }
  return { got: 'lost', why: `status ${status} without an answer of Meta` }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isGraphError(value: unknown): value is GraphError {
  return isObject(value) && typeof value.code === 'number' && typeof value.message === 'string'
}
