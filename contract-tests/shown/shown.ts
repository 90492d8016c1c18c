import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'

/** A body as a vendor's page shows it; values the page cuts short (`ch_01HXYZ...`) are whole here. */
export interface Shown {
  /** Where it stands: the source, as the pages of reference tag it (`P:connect`, `R:`, `O:`, `S:`; HubMessage by chapter). */
  page: string
  body: Json
  /** What of it this project does not have, by pointer, and why. */
  absent?: Record<string, string>
}

/** Of an operation's answer. */
export interface ShownAnswer extends Shown {
  operations: string[]
  status: number
}

/** Of a request, and how it is answered in these circumstances. */
export interface ShownRequest extends Shown {
  operation: string
  given: ProviderState[]
  path?: Record<string, string>
  query?: Record<string, string>
  answered: number
}

/** Of a webhook event, or of an event of a stream: `streamWhatsAppQr#qr`. */
export interface ShownEvent extends Shown {
  event: string
}

/** Everything the pages of one vendor show. */
export interface Pages {
  requests: ShownRequest[]
  answers: ShownAnswer[]
  events: ShownEvent[]
}
