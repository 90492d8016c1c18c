import type {
  BroadcastId,
  ChannelId,
  CompanyId,
  DeliveryId,
  EventId,
  MessageId,
  SessionId,
  SubscriptionId,
  TokenId,
} from '../ids.ts'

/** Where new identifiers and secrets come from. */
export interface Ids {
  company(): CompanyId
  /** A UUIDv7: its first 48 bits are the time. */
  channel(): ChannelId
  /** The 24-hex second name of a channel. */
  channelAlias(): string
  /** Digits only, stands in for Meta's number id on QR channels. */
  phoneNumberId(): string
  session(): SessionId
  broadcast(): BroadcastId
  message(): MessageId
  token(): TokenId
  subscription(): SubscriptionId
  event(): EventId
  delivery(): DeliveryId
  /** A medium that is kept here: `media_` and 26 Crockford characters. */
  medium(): string
  /** A template: 24 lower-case hex characters. */
  template(): string
  /** `bytes` random bytes as lower-case hex. */
  secret(bytes: number): string
  /** Six digits, the two-step code of a Cloud API number. */
  pin(): string
}
