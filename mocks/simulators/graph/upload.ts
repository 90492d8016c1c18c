import type { IncomingMessage } from 'node:http'
import { MalformedForm, readForm } from '../../../server/http/pipeline/multipart.ts'
import type { Shelf } from '../shelf.ts'
import { GraphError } from './errors.ts'
import { UPLOAD_MAX, type Upload } from './media.ts'

/** Reads an upload's form, its file straight onto the shelf. Without a realm nothing of it is kept. */
export async function readUpload(
  shelf: Shelf,
  realm: string | undefined,
  request: IncomingMessage,
  boundary: string,
): Promise<Upload> {
  const fields = new Map<string, string>()
  let file: Upload['file']
  try {
    for await (const part of readForm(request, boundary)) {
      if (part.name !== 'file') fields.set(part.name, await short(part.bytes))
      else if (realm !== undefined && file === undefined) {
        const { filename, mime } = part
        const put = await shelf.put(realm, part.bytes, UPLOAD_MAX)
        file = put ? { ...put, filename: filename ?? undefined, mime: mime ?? undefined } : 'too large'
      }
    }
  } catch (error) {
    dropUpload(shelf, realm, { file })
    if (error instanceof MalformedForm) throw new GraphError(100, { message: `(#100) ${error.message}` })
    throw error
  }
  return { product: fields.get('messaging_product'), type: fields.get('type'), file }
}

/** Takes what was uploaded off the shelf again. */
export function dropUpload(shelf: Shelf, realm: string | undefined, { file }: Pick<Upload, 'file'>): void {
  if (realm !== undefined && typeof file === 'object') shelf.remove(realm, file.key)
}

const FIELD_MAX = 4096

async function short(bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > FIELD_MAX) throw new MalformedForm('a field of the form is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
