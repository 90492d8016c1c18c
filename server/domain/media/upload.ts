import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { Bytes, StoredBlob } from '../ports/blobs.ts'
import { Refusal } from '../refusals.ts'
import { kindOfMime, mediaLimits, mediaTypes, mediumSizeMax } from './limits.ts'
import { type Medium, mediumKeptMs } from './medium.ts'
import { headBytes, looksLike } from './signatures.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'blobs' | 'mediaOf'>

/** Bytes on the disk that are no medium yet: whoever staged them finishes or drops them. */
export interface StagedMedium extends StoredBlob {
  /** How it begins, which says what it is. */
  head: Uint8Array
}

/**
 * Takes a medium for the messages of a channel. It is written to disk as it comes, so its size is known before WhatsApp
 * is offered it; where WhatsApp keeps it, nothing stays here.
 * Refusals: `channel_disconnected`, `media_type_not_allowed`, `media_too_large`, `media_empty`, `media_type_mismatch`,
 * `upstream_refused`, `upstream_unavailable`.
 */
export async function uploadMedia(
  context: Tools,
  channel: Channel,
  { bytes, ...about }: { mime: string; filename: string | null; bytes: Bytes },
): Promise<Medium> {
  requireTaken(channel, about.mime)
  return finishUpload(context, channel, about, await stageMedium(context, channel.company, bytes, about.mime))
}

/**
 * Writes bytes to disk of which the rest is told later, as in a form whose fields follow the file.
 * Refusal `media_too_large`: more than its type allows, or than any does where the type is not known yet.
 */
export async function stageMedium(
  { blobs, clock }: Pick<Tools, 'blobs' | 'clock'>,
  company: CompanyId,
  bytes: Bytes,
  mime?: string,
): Promise<StagedMedium> {
  const kind = mime === undefined ? undefined : kindOfMime(mime)
  const sizeMax = kind ? mediaLimits[kind].sizeMax : mediumSizeMax
  const head: Uint8Array[] = []
  const blob = await blobs.put(company, keepingHead(bytes, head), { sizeMax, at: clock.now() })
  if (!blob) throw Refusal.of('media_too_large', { mime: mime ?? 'a medium', sizeMax })
  return { ...blob, head: Buffer.concat(head) }
}

/** The same bytes; copies of the first of them go to `head`. */
export async function* keepingHead(bytes: Bytes, head: Uint8Array[]): Bytes {
  let missing = headBytes
  for await (const chunk of bytes) {
    if (missing > 0) {
      const part = new Uint8Array(chunk.subarray(0, missing))
      head.push(part)
      missing -= part.length
    }
    yield chunk
  }
}

export async function dropStaged(
  { blobs }: Pick<Tools, 'blobs'>,
  company: CompanyId,
  staged: StagedMedium,
): Promise<void> {
  await blobs.delete(company, staged.id)
}

/** Makes a medium of staged bytes; when it is refused they are gone. Refusals as for `uploadMedia`. */
export async function finishUpload(
  context: Tools,
  channel: Channel,
  about: { mime: string; filename: string | null },
  staged: StagedMedium,
): Promise<Medium> {
  let kept = false
  try {
    const medium = await toMedium(context, channel, about, staged)
    await context.storage.transaction(({ media }) => media.insert(medium))
    kept = medium.blob !== null
    return medium
  } finally {
    if (!kept) await dropStaged(context, channel.company, staged)
  }
}

async function toMedium(
  { clock, ids, blobs, mediaOf }: Tools,
  channel: Channel,
  { mime, filename }: { mime: string; filename: string | null },
  { id: blob, size, sha256, head }: StagedMedium,
): Promise<Medium> {
  const { kind, sizeMax } = requireTaken(channel, mime)
  if (size > sizeMax) throw Refusal.of('media_too_large', { mime, sizeMax })
  if (size === 0) throw Refusal.of('media_empty', { mime })
  if (!looksLike(mime, head)) throw Refusal.of('media_type_mismatch', { mime })
  const { id: of, company } = channel
  const now = clock.now()
  const common = { company, channel: of, mime, size, sha256, filename, createdAt: now, expiresAt: now + mediumKeptMs }

  const upstream = mediaOf(channel)
  if (!upstream) return { ...common, id: ids.medium(), upstreamId: null, blob }
  const bytes = await blobs.get(company, blob)
  if (!bytes) throw new Error(`blob ${blob} is gone right after it was put`)
  const upstreamId = await upstream.upload({ mime, size, filename: filename ?? kind, bytes })
  return { ...common, id: upstreamId, upstreamId, blob: null }
}

function requireTaken(channel: Channel, mime: string) {
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  const kind = kindOfMime(mime)
  if (!kind) throw Refusal.of('media_type_not_allowed', { mime, allowed: mediaTypes })
  return { kind, sizeMax: mediaLimits[kind].sizeMax }
}
