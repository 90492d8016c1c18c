import type { ChannelId, CompanyId } from '../ids.ts'
import type { BlobId } from '../ports/blobs.ts'

/** An uploaded medium, or one a line received. */
export interface Medium {
  /** What the integrator names it by: WhatsApp's own id where WhatsApp keeps it, else one of ours. */
  id: string
  company: CompanyId
  channel: ChannelId
  mime: string
  size: number
  /** Lower-case hex. */
  sha256: string
  filename: string | null
  /** WhatsApp's id of it; of one a line received, what it is fetched by, sealed; null when it is kept here. */
  upstreamId: string | null
  /** Where its bytes are; null when WhatsApp keeps them. */
  blob: BlobId | null
  createdAt: number
  expiresAt: number
}

/** How long a medium can be used, as at Meta. */
export const mediumKeptMs = 30 * 86_400_000
