import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { Bytes } from '../ports/blobs.ts'
import { Refusal } from '../refusals.ts'
import { kindOfMime, mediaLimits, mediaTypes } from './limits.ts'
import { type Medium, mediumKeptMs } from './medium.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'blobs' | 'mediaOf'>

/**
 * Takes a medium for the messages of a channel. It is written to disk as it comes, so its size is known before WhatsApp
 * is offered it; where WhatsApp keeps it, nothing stays here.
 * Refusals: `channel_disconnected`, `media_type_not_allowed`, `media_too_large`, `media_empty`, `upstream_refused`,
 * `upstream_unavailable`.
 */
export async function uploadMedia(
  { storage, clock, ids, blobs, mediaOf }: Tools,
  channel: Channel,
  upload: { mime: string; filename: string | null; bytes: Bytes },
): Promise<Medium> {
  const { mime, filename } = upload
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  const kind = kindOfMime(mime)
  if (!kind) throw Refusal.of('media_type_not_allowed', { mime, allowed: mediaTypes })
  const { sizeMax } = mediaLimits[kind]
  const now = clock.now()
  const blob = await blobs.put(channel.company, upload.bytes, { sizeMax, at: now })
  if (!blob) throw Refusal.of('media_too_large', { mime, sizeMax })

  const drop = () => blobs.delete(channel.company, blob.id)
  const upstream = mediaOf(channel)
  const medium: Medium = {
    id: upstream ? '' : ids.medium(),
    company: channel.company,
    channel: channel.id,
    mime,
    size: blob.size,
    sha256: blob.sha256,
    filename,
    upstreamId: null,
    blob: upstream ? null : blob.id,
    createdAt: now,
    expiresAt: now + mediumKeptMs,
  }
  try {
    if (blob.size === 0) throw Refusal.of('media_empty', { mime })
    if (upstream) {
      const bytes = await blobs.get(channel.company, blob.id)
      if (!bytes) throw new Error(`blob ${blob.id} is gone right after it was put`)
      const name = filename ?? kind
      medium.upstreamId = await upstream.upload({ mime, size: blob.size, filename: name, bytes })
      medium.id = medium.upstreamId
    }
    await storage.transaction(({ media }) => media.insert(medium))
  } catch (error) {
    await drop()
    throw error
  }
  if (upstream) await drop()
  return medium
}
