import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { boundaryOf, type FormPart, MalformedForm, readForm } from './multipart.ts'
import type { OperationInfo } from './operations.ts'
import { ClientGone, invalid, ProblemError } from './problem.ts'

/** Where the files of a form go while the rest of it is still to come. */
export interface FileKeeper<Caller> {
  /** Reads the bytes to their end. What it throws ends the request. */
  keep(caller: Caller, bytes: AsyncIterable<Uint8Array>): Promise<unknown>
  /** Whatever was kept is not wanted, or is somebody else's by now. */
  drop(caller: Caller, kept: unknown): Promise<void>
}

/** A file of a form, as an operation finds it in its body. */
export interface StagedFile<Kept = unknown> {
  filename: string | null
  /** What the part itself says it is. */
  mime: string | null
  kept: Kept
}

/** A form that was read to its end: fields as text, files put away. */
export interface Form {
  /** A file is an empty text here, which its schema can be held against. */
  fields: Record<string, string>
  files: Map<string, StagedFile>
}

const formType = 'multipart/form-data'
const fieldBytesMax = 16 * 1024

export function takesForm({ mediaTypes }: OperationInfo): boolean {
  return mediaTypes.includes(formType)
}

/**
 * Reads a form part by part; its files go to `keep` as they come and nothing of them is held. What goes wrong on the way drops the files
 * that were kept. Throws ProblemError, ClientGone, and whatever `keep` throws.
 */
export async function takeForm<Caller>(
  req: IncomingMessage,
  operation: OperationInfo,
  keeper: FileKeeper<Caller>,
  caller: Caller,
): Promise<Form> {
  const boundary = boundaryFor(req)
  const bytesMax = operation.bodyBytesMax
  if (Number(req.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
  const form: Form = { fields: {}, files: new Map() }
  try {
    for await (const part of readForm(bytesOf(req, bytesMax), boundary)) {
      if (Object.hasOwn(form.fields, part.name)) throw invalid(`/body/${part.name}`, 'must not be given twice')
      if (!/^[\w.[\]-]{1,100}$/.test(part.name) || part.name === '__proto__') {
        throw invalid('/body', 'the name of a part is none of a field')
      }
      if (operation.files.includes(part.name)) {
        const { filename, mime, bytes } = part
        form.files.set(part.name, { filename, mime, kept: await keeper.keep(caller, bytes) })
        form.fields[part.name] = ''
      } else {
        form.fields[part.name] = await textOf(part)
      }
    }
  } catch (error) {
    req.resume()
    await dropFiles(form, keeper, caller)
    throw error instanceof MalformedForm ? invalid('/body', `must be a well-formed form: ${error.message}`) : error
  }
  // The validator keeps one compiled schema per content type it has seen.
  req.headers['content-type'] = formType
  return form
}

export async function dropFiles<Caller>({ files }: Form, keeper: FileKeeper<Caller>, caller: Caller): Promise<void> {
  for (const { kept } of files.values()) await keeper.drop(caller, kept)
}

function boundaryFor(req: IncomingMessage): string {
  const { 'content-type': type, 'content-encoding': encoding, 'content-length': length } = req.headers
  if (length === '0' || (length === undefined && req.headers['transfer-encoding'] === undefined)) {
    throw invalid('/body', 'a request body is required')
  }
  const boundary = boundaryOf(type)
  if (boundary !== undefined && (!encoding || encoding === 'identity')) return boundary
  throw new ProblemError({ kind: 'unsupported_media_type', accepted: [formType] })
}

/** The body as it comes. Left off early, it goes on being read, so that the answer reaches a client that still writes. */
async function* bytesOf(req: IncomingMessage, bytesMax: number): AsyncGenerator<Buffer> {
  let size = 0
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > bytesMax) throw tooLarge(bytesMax)
      yield chunk
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw new ClientGone()
  }
}

async function textOf({ name, bytes }: FormPart): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > fieldBytesMax) throw invalid(`/body/${name}`, `must not have more than ${fieldBytesMax} bytes`)
    chunks.push(chunk)
  }
  const whole = Buffer.concat(chunks)
  if (!isUtf8(whole)) throw invalid(`/body/${name}`, 'must be UTF-8')
  return whole.toString('utf8')
}

function tooLarge(bytesMax: number): ProblemError {
  return new ProblemError({ kind: 'payload_too_large', bytesMax })
}
