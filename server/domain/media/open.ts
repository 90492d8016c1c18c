import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { MediaKind, MediaSource } from '../messages/content.ts'
import type { Bytes } from '../ports/blobs.ts'
import { type FetchLink, MediumUnusable, type OutgoingMedium } from '../ports/outgoing-media.ts'
import { Refusal } from '../refusals.ts'
import { mediaLimits } from './limits.ts'
import { mimeOfName, saysNothing } from './mime.ts'
import { storedMedium } from './read.ts'
import { headBytes, looksLike } from './signatures.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'blobs' | 'fetchReceived'> & { fetchLink: FetchLink }

/**
 * Opens a medium for a line that uploads it with the message: one that is kept here, or what stands at an address. Held
 * to the types and sizes WhatsApp takes of its kind. Throws `MediumUnusable`, also while the bytes are read.
 */
export async function openMedium(
  tools: Tools,
  company: CompanyId,
  kind: MediaKind,
  source: MediaSource,
): Promise<OutgoingMedium> {
  const { mime, size, filename, bytes } = await found(tools, company, kind, source)
  const { sizeMax, mimes } = mediaLimits[kind]
  const [essence = ''] = mime.split(';')
  // A document may be of any type; what is shown inside a chat must be one that phones can show.
  if (kind !== 'document' && !mimes.includes(essence)) {
    throw new MediumUnusable(`${essence} cannot be sent as ${kind}; allowed are ${mimes.join(', ')}`)
  }
  if (size !== null && size > sizeMax) throw tooLarge(kind, sizeMax)
  return { mime, size, filename, bytes: upTo(sizeMax, bytes, kind) }
}

async function found(tools: Tools, company: CompanyId, kind: MediaKind, source: MediaSource): Promise<OutgoingMedium> {
  if (source.by === 'link') {
    const { mime, bytes, ...rest } = await tools.fetchLink(source.url)
    const told = saysNothing(mime) ? mimeOfName(rest.filename) : mime
    const possible = told === undefined ? [fallback[kind], ...mediaLimits[kind].mimes] : [told]
    return { ...rest, mime: told ?? fallback[kind], bytes: likeOne(possible, bytes) }
  }
  const stored = await storedMedium(tools, company, source.id).catch((error) => {
    if (error instanceof Refusal && error.is('media_not_found')) return undefined
    throw error
  })
  if (!stored) throw new MediumUnusable(`there is no medium ${source.id}`)
  const { mime, size, filename } = stored.medium
  return { mime, size, filename, bytes: stored.bytes }
}

/** Passes nothing on before it is sure that the bytes begin as one of these types does. */
async function* likeOne(mimes: readonly string[], bytes: Bytes): Bytes {
  const held: Uint8Array[] = []
  let missing = headBytes
  function* release() {
    if (!mimes.some((mime) => looksLike(mime, Buffer.concat(held)))) {
      throw new MediumUnusable(`what it holds is not ${mimes.join(' or ')}`)
    }
    yield* held.splice(0)
  }
  for await (const chunk of bytes) {
    if (missing <= 0) {
      yield chunk
      continue
    }
    held.push(chunk)
    missing -= chunk.length
    if (missing <= 0) yield* release()
  }
  if (held.length > 0) yield* release()
}

async function* upTo(sizeMax: number, bytes: Bytes, kind: MediaKind): Bytes {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > sizeMax) throw tooLarge(kind, sizeMax)
    yield chunk
  }
  if (size === 0) throw new MediumUnusable('it is empty')
}

function tooLarge(kind: MediaKind, sizeMax: number): MediumUnusable {
  return new MediumUnusable(`it is larger than the ${sizeMax} bytes WhatsApp takes of ${kind}`)
}

/** What a kind is taken for when neither server nor name say what it is. */
const fallback: Record<MediaKind, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
}
