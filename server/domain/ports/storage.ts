import type { Channel } from '../channels/channel.ts'
import type { ChannelRef } from '../channels/channel-id.ts'
import type { LineState } from '../channels/connection.ts'
import type { Plan } from '../channels/plan.ts'
import type { ConnectSession, PairingEvent, SessionEvent } from '../connect/session.ts'
import type {
  BroadcastId,
  ChannelId,
  CompanyId,
  DeliveryId,
  EventId,
  MessageId,
  PhoneNumber,
  SessionId,
  SubscriptionId,
  TokenId,
} from '../ids.ts'
import type { Medium } from '../media/medium.ts'
import type { Broadcast, BroadcastProgress, Message } from '../messages/message.ts'
import type { Notice } from '../notices.ts'
import type { Template } from '../templates/template.ts'
import type { Company, Token } from '../tokens/token.ts'
import type { Delivery, DomainEvent, EventName, Lane, WebhookSubscription } from '../webhooks/webhook.ts'

/**
 * Durable storage. What a transaction wrote survives `kill -9` once its promise
 * resolved; a transaction that throws leaves nothing. Transactions run one after the
 * other as far as their callers can see; a driver may commit several at once.
 */
export interface Storage {
  /** `run` must await nothing but `tables`: no network, no timers. */
  transaction<T>(run: (tables: Tables) => Promise<T>): Promise<T>
  /** Committed data only; never write through it. */
  readonly read: Tables
  close(): Promise<void>
}

export interface Tables {
  companies: Companies
  tokens: Tokens
  channels: Channels
  secrets: ChannelSecrets
  sessions: Sessions
  broadcasts: Broadcasts
  messages: Messages
  idempotency: IdempotencyKeys
  ingress: Ingress
  facts: Facts
  windows: Windows
  subscriptions: Subscriptions
  events: Events
  deliveries: Deliveries
  links: Links
  connections: Connections
  plans: Plans
  media: MediaTable
  templates: Templates
  notices: Notices
  settings: Settings
}

/** Deletes what is older than a time, at most so many at once; resolves with how many it deleted. */
export type Forget = (before: number, limit: number) => Promise<number>

export interface Companies {
  insert(company: Company): Promise<void>
  find(id: CompanyId): Promise<Company | undefined>
  list(): Promise<Company[]>
  /** Removes a company and everything it owns (sandbox reset). */
  remove(id: CompanyId): Promise<void>
}

export interface Tokens {
  insert(token: Token): Promise<void>
  /** By SHA-256 of its text, lower-case hex; expired and revoked ones included. */
  findByHash(hash: string): Promise<Token | undefined>
  list(company?: CompanyId): Promise<Token[]>
  /** False when there is no such token in the company (any company without one) or it is revoked already. */
  revoke(id: TokenId, at: number, company?: CompanyId): Promise<boolean>
  touch(id: TokenId, at: number): Promise<void>
}

export interface Channels {
  insert(channel: Channel): Promise<void>
  /** Writes every field but id, company and createdAt. */
  update(channel: Channel): Promise<void>
  find(company: CompanyId, ref: ChannelRef): Promise<Channel | undefined>
  findByPhoneNumberId(company: CompanyId, phoneNumberId: string): Promise<Channel | undefined>
  /** Across companies, for what WhatsApp reports. */
  byId(id: ChannelId): Promise<Channel | undefined>
  /** Across companies: every channel of this Meta number. */
  byMetaNumber(phoneNumberId: string): Promise<Channel[]>
  /** Channels of this kind that had this number, in any state. */
  findByNumber(company: CompanyId, kind: Channel['kind'], phoneNumber: PhoneNumber): Promise<Channel | undefined>
  /** Oldest first. */
  list(company: CompanyId): Promise<Channel[]>
  /** Across companies. */
  connected(): Promise<Channel[]>
  /** Takes every channel into the ownership of this start of the process: epoch + 1 each. */
  takeOwnership(): Promise<void>
  /** The owner epoch of a channel. */
  epoch(id: ChannelId): Promise<number>
  /** Removes a channel and everything that is its own: messages, broadcasts, sessions, secrets, link. Events stay. */
  remove(id: ChannelId): Promise<void>
}

/** Sealed secrets of a channel. */
export interface ChannelSecrets {
  put(channel: ChannelId, name: 'business_token' | 'pin', sealed: string): Promise<void>
  get(channel: ChannelId, name: 'business_token' | 'pin'): Promise<string | undefined>
  remove(channel: ChannelId, name: 'business_token' | 'pin'): Promise<void>
}

export interface Sessions {
  insert(session: ConnectSession): Promise<void>
  /** Across companies when `company` is undefined (the portal, whose link is the credential). */
  find(company: CompanyId | undefined, id: SessionId): Promise<ConnectSession | undefined>
  /** Ends a pending session; false when it was not pending any more. */
  end(
    id: SessionId,
    end: { state: 'completed' | 'expired' | 'cancelled'; channel: ChannelId | null; at: number },
  ): Promise<boolean>
  /** Pending ones, soonest expiry first. */
  pending(): Promise<ConnectSession[]>
  /** Those of a company, soonest expiry first. */
  pendingOf(company: CompanyId): Promise<ConnectSession[]>
  appendEvent(session: SessionId, at: number, event: PairingEvent): Promise<SessionEvent>
  /** Events with a greater sequence number, in order. */
  eventsAfter(session: SessionId, seq: number): Promise<SessionEvent[]>
  /** Deletes ended sessions with their events. */
  deleteEndedBefore: Forget
}

export interface Broadcasts {
  insert(broadcast: Broadcast): Promise<void>
  find(company: CompanyId, id: BroadcastId): Promise<Broadcast | undefined>
  /** Reads no message, however many there are. */
  progress(id: BroadcastId): Promise<BroadcastProgress>
  /** Across companies, oldest first: made before this time, and nothing of them is under way any more. */
  ended(createdBefore: number, limit: number): Promise<BroadcastId[]>
  /** Deletes up to `limit` of its messages, and with the last of them the broadcast; false while some are left. */
  forget(id: BroadcastId, limit: number): Promise<boolean>
}

export interface Messages {
  /** Many are written over several turns of the event loop, the transaction being open all the while. */
  insert(messages: Iterable<Message>): Promise<void>
  /** Moves what bulks have queued for this person in front, so that a message behind it need not wait for the bulks. */
  hasten(channel: ChannelId, recipient: PhoneNumber): Promise<void>
  find(id: MessageId): Promise<Message | undefined>
  findByWamid(channel: ChannelId, wamid: string): Promise<Message | undefined>
  ofBroadcast(id: BroadcastId): Promise<Message[]>
  /** Channels with queued messages, and when the next of each may go. */
  queued(): Promise<{ channel: ChannelId; notBefore: number }[]>
  /**
   * Marks up to `limit` queued messages of a channel as `sending`: interactive ones, oldest first, then one of each bulk in
   * turn, beginning with the broadcast that follows `after`, in the order they are to go in; with notBefore ≤ now, none past its
   * sendBy, at most one per recipient and none whose recipient has an earlier one `sending`, `in_doubt` or still waiting for
   * its notBefore, so a recipient gets them in the order of acceptance; sets epoch, attempt and claimedAt.
   */
  claim(channel: ChannelId, limit: number, now: number, after?: BroadcastId): Promise<Message[]>
  /** Writes state, wamid, error, notBefore, claimedAt and settledAt; the caller has checked the transition in this transaction. */
  update(message: Message): Promise<void>
  /** Cancels queued messages past their sendBy; returns their ids. */
  cancelOverdue(now: number): Promise<MessageId[]>
  /** `accepted` rows settled before this time. */
  unconfirmedSince(settledBefore: number): Promise<Message[]>
  /** Cancels a message nobody has claimed; false when it was claimed. */
  cancelQueued(id: MessageId, now: number): Promise<boolean>
  /** `sending` rows of an earlier epoch than their channel's, or claimed before `claimedBefore`. */
  stranded(claimedBefore: number): Promise<Message[]>
  /** `in_doubt` rows claimed before this time. */
  doubtfulBefore(claimedBefore: number): Promise<Message[]>
  /** When the oldest `in_doubt` row was claimed. */
  oldestDoubt(): Promise<number | undefined>
}

/** What a send with an `Idempotency-Key` made; its answer is worked out again from the broadcast. Kept 24 hours. */
export interface IdempotencyRecord {
  company: CompanyId
  route: string
  key: string
  /** SHA-256 of the request, lower-case hex. */
  requestHash: string
  broadcast: BroadcastId
  createdAt: number
}

export interface IdempotencyKeys {
  find(company: CompanyId, route: string, key: string): Promise<IdempotencyRecord | undefined>
  insert(record: IdempotencyRecord): Promise<void>
  deleteBefore: Forget
}

/** Raw Meta webhooks: stored before they are answered, worked off afterwards. */
export interface Ingress {
  /** False when the very same body was stored before. */
  insert(hash: string, body: string, at: number): Promise<boolean>
  /** Oldest first. */
  pending(limit: number): Promise<{ hash: string; body: string }[]>
  /** Keeps the hash, drops the body. */
  done(hash: string, at: number): Promise<void>
  deleteDoneBefore: Forget
}

/** Facts that came from outside and count once. */
export interface Facts {
  /** False when the fact is known already. */
  record(fact: string, at: number): Promise<boolean>
  deleteBefore: Forget
}

/** When a customer last wrote to a channel. */
export interface Windows {
  opened(channel: ChannelId, customerDigits: string, at: number): Promise<void>
  lastOpened(channel: ChannelId, customerDigits: string): Promise<number | undefined>
}

export interface Subscriptions {
  insert(subscription: WebhookSubscription): Promise<void>
  update(subscription: WebhookSubscription): Promise<void>
  find(company: CompanyId, id: SubscriptionId): Promise<WebhookSubscription | undefined>
  list(company: CompanyId): Promise<WebhookSubscription[]>
  /** Active ones that may want an event: those of no channel, and those of this one. */
  listening(company: CompanyId, channel: ChannelId | null): Promise<WebhookSubscription[]>
  remove(company: CompanyId, id: SubscriptionId): Promise<boolean>
}

export interface Events {
  insert(event: DomainEvent): Promise<void>
  find(id: EventId): Promise<DomainEvent | undefined>
  /** Deletes events that occurred before, unless a delivery of that time is still pending. */
  deleteBefore: Forget
}

export interface Deliveries {
  insert(delivery: Delivery): Promise<void>
  update(delivery: Delivery): Promise<void>
  /** Lanes in which deliveries wait for their first attempt. */
  lanes(): Promise<Lane[]>
  /** Deliveries of a lane that wait for their first attempt, in the order of their events, without those listed. */
  inLane(lane: Lane, limit: number, without: DeliveryId[]): Promise<Delivery[]>
  /** Subscriptions with deliveries to be tried again, and when the first of each is due. */
  retrying(): Promise<{ subscription: SubscriptionId; dueAt: number }[]>
  /** Deliveries to be tried again by now, soonest due first, without those listed. */
  retries(subscription: SubscriptionId, now: number, limit: number, without: DeliveryId[]): Promise<Delivery[]>
  /** The newest first, each with the type of its event; `before`: only those older than this one. */
  log(
    company: CompanyId,
    subscription: SubscriptionId,
    page: { limit: number; before: DeliveryId | null },
  ): Promise<(Delivery & { eventType: EventName })[]>
  /** Deletes deliveries that were made before and have ended. */
  deleteEndedBefore: Forget
}

/** Sealed multi-device credentials and Signal keys. An owner is `session:ID` while pairing, `channel:ID` afterwards. */
export interface Links {
  get(owner: string, type: string, ids: string[]): Promise<Map<string, string>>
  /** Every value of a type, in the order of the ids. */
  list(owner: string, type: string): Promise<Map<string, string>>
  /** Upserts; null deletes. */
  set(owner: string, entries: { type: string; id: string; value: string | null }[]): Promise<void>
  /** Replaces what `to` had with what `from` has. */
  move(from: string, to: string): Promise<void>
  clear(owner: string): Promise<void>
}

/** Uploaded media. */
export interface MediaTable {
  /** Replaces one of the same id in the company: WhatsApp gives the same bytes the same id. */
  insert(medium: Medium): Promise<void>
  find(company: CompanyId, id: string): Promise<Medium | undefined>
  /** False when there was none. */
  remove(company: CompanyId, id: string): Promise<boolean>
  /** Across companies: expiresAt ≤ now, soonest first. */
  expired(now: number, limit: number): Promise<Medium[]>
}

/** How channels are in touch with WhatsApp, as their lines last said. */
export interface Connections {
  of(channels: ChannelId[]): Promise<Map<ChannelId, StoredConnection>>
  put(channel: ChannelId, line: LineState, isLost: boolean): Promise<void>
  /** WhatsApp brought something; never goes back in time. */
  heard(channel: ChannelId, at: number): Promise<void>
}

/** How channels are paid for, for those of which it was ever said. */
export interface Plans {
  find(channel: ChannelId): Promise<Plan | undefined>
  /** Replaces what was said before. */
  put(plan: Plan): Promise<void>
}

export interface StoredConnection {
  /** Null when no line ever said anything. */
  line: LineState | null
  /** That it is lost was announced, and not yet that it is back. */
  isLost: boolean
  lastInboundAt: number | null
}

/** What Meta told that changes nothing here by itself. */
export interface Notices {
  /** False when it was told before. */
  insert(notice: Notice): Promise<boolean>
  /** Of an account, newest first. */
  ofWaba(waba: string, limit: number): Promise<Notice[]>
  deleteBefore: Forget
}

export interface TemplateFilter {
  waba?: string | undefined
  /** The one that is shown, the integrator's own before Meta's. */
  status?: string | undefined
}

/** Templates as last seen at Meta. One Meta id is known once per company. */
export interface Templates {
  insert(template: Template): Promise<void>
  /** Writes every field but id, company and createdAt. */
  update(template: Template): Promise<void>
  /** False when there was none. */
  remove(company: CompanyId, id: string): Promise<boolean>
  find(company: CompanyId, id: string): Promise<Template | undefined>
  findByMetaId(company: CompanyId, metaId: string): Promise<Template | undefined>
  /** Across companies. */
  byMetaId(metaId: string): Promise<Template[]>
  /** By name, then language. */
  ofWaba(company: CompanyId, waba: string): Promise<Template[]>
  /** By name, then language. */
  page(company: CompanyId, filter: TemplateFilter, offset: number, limit: number): Promise<Template[]>
  count(company: CompanyId, filter: TemplateFilter): Promise<number>
}

/** Small facts about the store itself: who made it, key check value, clock offset. */
export interface Settings {
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
}
