import type { BroadcastId, ChannelId, CompanyId, MessageId, PhoneNumber } from '../ids.ts'
import type { Content } from './content.ts'

export type { Content, TemplateParameters } from './content.ts'

/** One recipient of a broadcast. */
export interface Message {
  id: MessageId
  company: CompanyId
  channel: ChannelId
  broadcast: BroadcastId
  recipient: PhoneNumber
  priority: Priority
  content: Content
  metaData: Record<string, unknown> | null
  state: MessageState
  /** WhatsApp's id of it, `wamid.…` on both kinds of channel; known once accepted. */
  wamid: string | null
  error: MessageError | null
  /** Owner epoch of the channel when it was claimed. */
  epoch: number
  attempt: number
  notBefore: number
  /** Past this time it is not sent any more (a caller who waited was told so); null for queued sends. */
  sendBy: number | null
  acceptedAt: number
  claimedAt: number | null
  settledAt: number | null
}

/**
 * queued → sending → accepted → sent → delivered → read; sending, accepted, sent → failed;
 * sending → in_doubt → any later one; queued → cancelled. `accepted`: WhatsApp took it in and has
 * confirmed nothing yet, still pending to the integrator. Never backwards; a status that arrives late is dropped.
 */
export type MessageState =
  | 'queued'
  | 'sending'
  | 'in_doubt'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'cancelled'

/** Whatever is `interactive` goes first; the bulks of a channel share what is left of its pace. */
export type Priority = 'interactive' | 'bulk'

/** Why a message failed. `code` is Meta's number as text, or one of ours (`OUTCOME_UNKNOWN`). */
export interface MessageError {
  code: string
  title: string
  details: string | null
}

/** An accepted send of one or more recipients. Its status is derived from its messages. */
export interface Broadcast {
  id: BroadcastId
  company: CompanyId
  channel: ChannelId
  /** The token that made it: it may read the status of a single send with `messages:send` alone. */
  token: string
  /** Dialect of the request that made it; its status is told in the same one. */
  dialect: Dialect
  /** What a bulk send is called; null for a send to one person. */
  campaign: string | null
  total: number
  createdAt: number
}

export type Dialect = 'prose' | 'reference'

export type BroadcastStatus = 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

/** `sent` counts sent, delivered and read; `pending` everything not ended (queued, sending, in_doubt, accepted). */
export interface BroadcastProgress {
  total: number
  sent: number
  failed: number
  pending: number
  cancelled: number
  startedAt: number | null
  completedAt: number | null
}
