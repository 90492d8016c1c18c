import type { ChannelId } from '../ids.ts'
import type { ReceivedMedium } from '../ports/received-media.ts'

/** What a customer sent, as a line or Meta tells it. */
export interface ReceivedMessage {
  channel: ChannelId
  wamid: string
  /** Digits of the number; null where it is hidden behind `userId`. */
  fromDigits: string | null
  /** Business-scoped id of the person. */
  userId?: string | null
  username?: string | null
  contactName: string | null
  type: string
  /** What was typed, or the title of what was chosen. */
  text: string | null
  /** What it says, in Meta's words: the member of a webhook that is named like the type, whole. */
  member?: unknown
  /** The file it brings, where it is not Meta that keeps it. */
  medium?: ReceivedMedium | null
  /** In Meta's words: the message it answers (`id`, `from`), whether it was `forwarded`. */
  context?: Record<string, unknown> | null
  /** In Meta's words: the ad or post the person came from. */
  referral?: Record<string, unknown> | null
  /** Milliseconds. */
  at: number
}

/** Not written by the customer to the business just now, so no window opens. */
const withoutWindow = ['system', 'edit', 'revoke']

export function opensWindow({ type }: Pick<ReceivedMessage, 'type'>): boolean {
  return !withoutWindow.includes(type)
}
