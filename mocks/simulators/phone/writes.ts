import type { ScreenContent } from './content.ts'

export type MediaType = 'image' | 'video' | 'audio' | 'document' | 'sticker'

/** A file a person sends. */
export interface MediaWrite {
  bytes: Uint8Array
  mime: string
  caption?: string | undefined
  filename?: string | undefined
  voice?: boolean | undefined
  animated?: boolean | undefined
}

/** What a person writes, taps or sends on a phone. Numbers are digits only, or with a plus. */
export type PhoneWrite = {
  from: string
  to: string
  /** The message it answers. */
  context?: string | undefined
  /** The ad or post it was written by, in Meta's words. */
  referral?: Record<string, unknown> | undefined
} & (
  | { type: 'text'; text: string }
  | { type: MediaType; media: MediaWrite }
  | { type: 'location'; location: NonNullable<ScreenContent['location']> }
  | { type: 'contacts'; contacts: Record<string, unknown>[] }
  | { type: 'reaction'; reaction: { message_id: string; emoji: string } }
  /** Of a message with buttons on this phone: the one named, or the newest that has this button. */
  | { type: 'button_reply'; reply: { id: string; message_id?: string | undefined } }
  | { type: 'list_reply'; reply: { id: string; message_id?: string | undefined } }
)
