import type { Json } from '../json.ts'
import type { ChangeKind } from './rules.ts'

/** Who sends what changed: a client to the server, the server in an answer, or the server in an event. */
export type Direction = 'request' | 'response' | 'event'

/**
 * `breaking`: a program written to the former version can fail. `warning`: it fails only if it is written without care, as one that
 * knows every value of an enum by heart. `harmless`: it cannot notice.
 */
export type Level = 'breaking' | 'warning' | 'harmless'

/** One difference between two versions of a document, told once however many operations it concerns. */
export interface Change {
  kind: ChangeKind
  /** The level is `breaking`. */
  breaking: boolean
  level: Level
  direction: Direction
  /** JSON pointer into the document of `version`. */
  pointer: string
  /** `before` where something is gone, otherwise `after`. */
  version: 'before' | 'after'
  /** Of the first use. */
  operation?: string
  status?: number
  event?: string
  /** Never empty. */
  uses: Use[]
  /** One sentence. */
  what: string
  before?: Json
  after?: Json
}

/** A place where a change is met. */
export interface Use {
  /** Its id in the version before, or after where it is new; a webhook's too. */
  operation: string
  /** Of an answer; absent for `default` and for ranges. */
  status?: number
  /** `whatsapp.message.sent`, or `streamWhatsAppQr#qr`. */
  event?: string
  part: 'operation' | 'body' | 'query' | 'path' | 'header' | 'cookie'
  /** Steps from the root of the body to what changed; `*` is any item or any other member. Of a parameter, its name comes first. */
  at: string[]
}
