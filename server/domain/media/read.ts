import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { Bytes } from '../ports/blobs.ts'
import type { FetchReceived } from '../ports/received-media.ts'
import { Refusal } from '../refusals.ts'
import type { Medium } from './medium.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'blobs' | 'mediaOf' | 'fetchReceived'>

/** What is known of a medium, uploaded or received. */
export interface MediumFacts {
  id: string
  mime: string
  size: number
  /** Lower-case hex. */
  sha256: string | null
  /** WhatsApp's own short-lived address; null for a medium that is kept here. */
  url: string | null
  filename: string | null
}

/** Refusals: `media_not_found`, `channel_disconnected`, `upstream_refused`, `upstream_unavailable`. */
export async function describeMedia(context: Tools, channel: Channel, id: string): Promise<MediumFacts> {
  const medium = await ownMedium(context, channel, id)
  const upstream = context.mediaOf(channel)
  if (!upstream) {
    if (!medium) throw Refusal.of('media_not_found', { media: id })
    return { id, mime: medium.mime, size: medium.size, sha256: medium.sha256, url: null, filename: medium.filename }
  }
  requireConnected(channel)
  const { mime, size, sha256, url } = await upstream.describe(id)
  return { id, mime, size, sha256: sha256 ?? medium?.sha256 ?? null, url, filename: medium?.filename ?? null }
}

/** The bytes of a medium, as they come from where it is kept. Refusals as for `describeMedia`. */
export async function downloadMedia(
  context: Tools,
  channel: Channel,
  id: string,
): Promise<{ mime: string; size: number | null; filename: string | null; bytes: Bytes }> {
  const medium = await ownMedium(context, channel, id)
  const upstream = context.mediaOf(channel)
  if (upstream) {
    requireConnected(channel)
    return { filename: medium?.filename ?? null, ...(await upstream.download(id)) }
  }
  const kept = await storedMedium(context, channel.company, id)
  if (kept?.medium.channel !== channel.id) throw Refusal.of('media_not_found', { media: id })
  const { mime, size, filename } = kept.medium
  return { mime, size, filename, bytes: kept.bytes }
}

/** A medium that is kept here or was received by a line, with its bytes. Refusals: `media_not_found`, `upstream_unavailable`. */
export async function storedMedium(
  { storage, clock, blobs, fetchReceived }: Pick<Context, 'storage' | 'clock' | 'blobs' | 'fetchReceived'>,
  company: CompanyId,
  id: string,
): Promise<{ medium: Medium; bytes: Bytes } | undefined> {
  const medium = await storage.read.media.find(company, id)
  if (!medium || medium.expiresAt <= clock.now()) return undefined
  const bytes = medium.blob === null ? await received(fetchReceived, medium) : await blobs.get(company, medium.blob)
  return bytes && { medium, bytes }
}

/** What a line received is known by an id of ours, what Meta keeps by Meta's. */
async function received(fetch: FetchReceived | undefined, medium: Medium): Promise<Bytes | undefined> {
  const isReceived = medium.upstreamId !== null && medium.upstreamId !== medium.id
  return isReceived ? fetch?.(medium) : undefined
}

async function ownMedium({ storage, clock }: Tools, channel: Channel, id: string): Promise<Medium | undefined> {
  const medium = await storage.read.media.find(channel.company, id)
  return medium?.channel === channel.id && medium.expiresAt > clock.now() ? medium : undefined
}

function requireConnected(channel: Channel): void {
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
}
