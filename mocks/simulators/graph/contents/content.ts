import type { ScreenContent } from '../../phone/content.ts'
import type { MediaType } from '../../phone/writes.ts'

/** A file a message or its header shows, by the id of an upload or by an address. */
export interface Attachment {
  kind: MediaType
  id?: string | undefined
  link?: string | undefined
  filename?: string | undefined
  voice?: boolean | undefined
}

/** What is sent, validated. */
export interface SentContent {
  type: string
  /** What is written on the screen; in the ledger. */
  text: string
  /** Pricing category. */
  category: string
  screen: ScreenContent
  attachment?: Attachment | undefined
}
