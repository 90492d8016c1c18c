import type { Medium } from '../media/medium.ts'
import type { Bytes } from './blobs.ts'

/** A file a customer sent that a line can fetch later. */
export interface ReceivedMedium {
  /** The same for the same message, however often it is told. */
  id: string
  mime: string
  size: number
  /** Lower-case hex. */
  sha256: string
  filename: string | null
  /** What `FetchReceived` needs, sealed by the line. */
  upstreamId: string
}

/**
 * The bytes of a medium a customer sent, from where WhatsApp keeps it; they throw when they are not what was sent.
 * Refusals: `media_not_found` (WhatsApp has it no more), `upstream_unavailable`.
 */
export type FetchReceived = (medium: Medium) => Promise<Bytes>
