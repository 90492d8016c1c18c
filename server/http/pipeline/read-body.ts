import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { objectionTo } from './json-objection.ts'
import type { OperationInfo } from './operations.ts'
import { ClientGone, invalid, ProblemError } from './problem.ts'

/** The JSON body of a request; an absent one that the document does not ask for reads as `{}`. Throws ProblemError, ClientGone. */
export async function readBody(req: IncomingMessage, operation: OperationInfo): Promise<unknown> {
  if (!hasBody(req)) return absent(req, operation)
  const mediaType = acceptedMediaType(req, operation)
  const declared = Number(req.headers['content-length'] ?? 0)
  if (declared > operation.bodyBytesMax) throw tooLarge(operation)
  const bytes = await readBytes(req, operation)
  if (bytes.length === 0) return absent(req, operation)
  // The validator keeps one compiled schema per content type it has seen, so it is shown the documented spelling only.
  req.headers['content-type'] = mediaType
  return parse(bytes)
}

function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length']
  return length === undefined ? req.headers['transfer-encoding'] !== undefined : length !== '0'
}

function absent(req: IncomingMessage, operation: OperationInfo): unknown {
  if (operation.bodyRequired) throw invalid('/body', 'a request body is required')
  req.headers['content-type'] = operation.mediaTypes[0]
  return {}
}

/** How long a JSON body may take to come. */
const bodyMs = 30_000

const CONTENT_TYPE = /^\s*([\w.+-]+\/[\w.+-]+)\s*(?:;\s*charset\s*=\s*"?(utf-8|utf8|us-ascii)"?\s*)?;?\s*$/i

function acceptedMediaType(req: IncomingMessage, operation: OperationInfo): string {
  const encoding = req.headers['content-encoding']
  const found = CONTENT_TYPE.exec(req.headers['content-type'] ?? '')
  const mediaType = found?.[1]?.toLowerCase()
  if (mediaType && operation.mediaTypes.includes(mediaType) && (!encoding || encoding === 'identity')) return mediaType
  throw new ProblemError({ kind: 'unsupported_media_type', accepted: operation.mediaTypes })
}

function tooLarge(operation: OperationInfo): ProblemError {
  return new ProblemError({ kind: 'payload_too_large', bytesMax: operation.bodyBytesMax })
}

function readBytes(req: IncomingMessage, operation: OperationInfo): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    // The server itself waits longer, for uploads.
    const late = setTimeout(() => reject(new ClientGone()), bodyMs)
    req.once('close', () => clearTimeout(late))
    req.once('end', () => clearTimeout(late))
    req.on('data', (chunk: Buffer) => {
      length += chunk.length
      // What follows is read and dropped: the answer goes out while the client still writes.
      if (length > operation.bodyBytesMax) reject(tooLarge(operation))
      else chunks.push(chunk)
    })
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    // Every request closes in the end; only one that closes early has lost its client.
    req.on('close', () => req.complete || reject(new ClientGone()))
    req.on('error', () => reject(new ClientGone()))
  })
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalid('/body', 'must be UTF-8')
  const text = bytes.toString('utf8')
  const value = parseJson(text)
  const objection = objectionTo(text, value)
  if (objection) throw invalid(`/body${objection.path}`, objection.message)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalid('/body', 'must be well-formed JSON')
  }
}
