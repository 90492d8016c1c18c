import type { CompanyId } from '../ids.ts'
import type { MediaKind, MediaSource } from '../messages/content.ts'
import type { Bytes } from './blobs.ts'

/** A medium as a line uploads it. */
export interface OutgoingMedium {
  mime: string
  /** Null when it is not known before it is read. */
  size: number | null
  filename: string | null
  bytes: Bytes
}

/** Opens what a message names. Throws `MediumUnusable`, also while the bytes are read. */
export type OpenMedium = (company: CompanyId, kind: MediaKind, source: MediaSource) => Promise<OutgoingMedium>

/** Fetches what stands at an address an integrator gave. Throws `MediumUnusable`, also while the bytes are read. */
export type FetchLink = (url: string) => Promise<{
  /** As the server declares it, without parameters; null when it says nothing. */
  mime: string | null
  size: number | null
  filename: string | null
  bytes: Bytes
}>

/** A medium that cannot be sent, however often it is tried; the message says why to the integrator. */
export class MediumUnusable extends Error {}

/** The address itself is none that may be fetched. */
export class AddressUnusable extends MediumUnusable {}
