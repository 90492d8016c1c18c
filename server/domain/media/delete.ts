import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusals.ts'

/**
 * Deletes a medium where it is kept. Refusals: `media_not_found`, `channel_disconnected`, `upstream_refused`,
 * `upstream_unavailable`.
 */
export async function deleteMedia(
  { storage, blobs, mediaOf }: Pick<Context, 'storage' | 'blobs' | 'mediaOf'>,
  channel: Channel,
  id: string,
): Promise<void> {
  const upstream = mediaOf(channel)
  const medium = await storage.read.media.find(channel.company, id)
  const own = medium?.channel === channel.id ? medium : undefined
  if (upstream) {
    if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
    await upstream.delete(id)
  } else if (!own) {
    throw Refusal.of('media_not_found', { media: id })
  }
  if (!own) return
  // The row first: without it nobody finds the blob, and what is left of a crash in between goes with its age.
  await storage.transaction(({ media }) => media.remove(channel.company, id))
  if (own.blob !== null) await blobs.delete(channel.company, own.blob)
}
