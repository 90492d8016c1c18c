import type { Channel } from '../channels/channel.ts'
import type { MessageId, PhoneNumber } from '../ids.ts'
import type { Content, MessageError } from '../messages/message.ts'

/** A message as a line carries it. */
export interface Outgoing {
  id: MessageId
  to: PhoneNumber
  content: Content
}

/** What became of handing a message to WhatsApp. */
export type SendOutcome =
  /** WhatsApp took it in, which says nothing of delivery. */
  | { outcome: 'accepted'; wamid: string }
  /** It will never be sent: WhatsApp said so. */
  | {
      outcome: 'refused'
      code: string
      title: string
      details: string | null
      /** It was not about the message: WhatsApp takes nothing from this channel any more. */
      credentialsRefused?: true
    }
  /**
   * Nothing left this machine, or WhatsApp asked to come back (`refusal` is what it said): safe to try again after
   * `retryInMs`.
   */
  | { outcome: 'postponed'; retryInMs: number; why: string; refusal?: MessageError }
  /** Bytes left, no answer came. */
  | { outcome: 'unknown'; why: string }

/** A received message the person is to see as read. */
export interface ReadMark {
  wamid: string
  /** Also shows that an answer is being typed, until one is sent or a little while has passed. */
  typing: boolean
}

export type ReadOutcome =
  | { outcome: 'done' }
  | { outcome: 'refused'; code: string; title: string; details: string | null }
  /** WhatsApp could not be reached or did not answer; doing it again is harmless. */
  | { outcome: 'unavailable'; why: string }

/** The live connection behind a channel. Never throws for what the network does: that is an outcome. */
export interface Line {
  /** The id WhatsApp will know the message by, where it can be told before the send; stored first, so evidence finds its message. */
  wamidFor?(message: Outgoing): string
  send(message: Outgoing): Promise<SendOutcome>
  /** Absent where the network knows no read receipts. */
  markRead?(mark: ReadMark): Promise<ReadOutcome>
}

/** Finds the line of a channel. One driver per kind of channel; composed by kind. */
export interface Lines {
  of(channel: Channel): Line
}

/** How many messages a second a channel may send, and how many at once. */
export interface Pace {
  perSecond: number
  burst: number
}

export type PaceOf = (channel: Channel) => Pace
