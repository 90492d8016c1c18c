import type { Channel } from '../channels/channel.ts'
import type { Bytes } from './blobs.ts'

/** A medium as WhatsApp describes it. */
export interface UpstreamMedium {
  id: string
  /** Short-lived and of no use without WhatsApp's credentials. */
  url: string
  mime: string
  size: number
  /** Lower-case hex. */
  sha256: string | null
}

/** The media WhatsApp keeps for a channel. Refusals: `media_not_found`, `upstream_refused`, `upstream_unavailable`. */
export interface UpstreamMedia {
  /** Resolves with the id WhatsApp gave it. */
  upload(medium: { mime: string; size: number; filename: string; bytes: Bytes }): Promise<string>
  describe(id: string): Promise<UpstreamMedium>
  download(id: string): Promise<{ mime: string; size: number | null; bytes: Bytes }>
  delete(id: string): Promise<void>
}

/** Undefined for channels whose media are uploaded anew with each message; those are kept here. */
export type UpstreamMediaOf = (channel: Channel) => UpstreamMedia | undefined
