import type { Generated } from 'kysely'
import type { Channel } from '../../domain/channels/channel.ts'
import type { ConnectionState } from '../../domain/channels/connection.ts'
import type { Plan } from '../../domain/channels/plan.ts'
import type { ConnectSession } from '../../domain/connect/session.ts'
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
} from '../../domain/ids.ts'
import type { Dialect, Message, MessageState } from '../../domain/messages/message.ts'
import type { ParameterFormat } from '../../domain/templates/template.ts'
import type { Surface } from '../../domain/tokens/token.ts'
import type { Delivery, EventName } from '../../domain/webhooks/webhook.ts'

/** A value written as JSON text. */
export type Json = string
/** 0 or 1. */
export type Flag = number
/** Milliseconds since the epoch. */
export type Time = number

export interface Schema {
  settings: { name: string; value: string }
  companies: { id: CompanyId; name: string; created_at: Time }
  tokens: TokenRow
  channels: ChannelRow & { epoch: Generated<number> }
  channel_secrets: { channel: ChannelId; name: string; sealed: string }
  sessions: SessionRow
  session_events: { session: SessionId; seq: number; at: Time; event: Json }
  broadcasts: BroadcastRow
  /** `seq` is the order of acceptance; `first_claimed_at` outlives a postponement. */
  messages: MessageRow & { seq: Generated<number>; first_claimed_at: Generated<Time | null> }
  idempotency_keys: IdempotencyRow
  ingress: {
    seq: Generated<number>
    hash: string
    body: string | null
    received_at: Time
    done_at: Generated<Time | null>
  }
  facts: { fact: string; at: Time }
  windows: { channel: ChannelId; customer: string; opened_at: Time }
  subscriptions: SubscriptionRow
  events: EventRow
  deliveries: DeliveryRow & { seq: Generated<number> }
  links: { owner: string; type: string; id: string; value: string }
  media: MediumRow
  templates: TemplateRow
  notices: NoticeRow
  plans: { channel: ChannelId; state: Plan['state']; since: Time; ends_at: Time | null; reason: string | null }
  connections: {
    channel: ChannelId
    state: ConnectionState | null
    since: Time
    code: string | null
    reason: string | null
    next_attempt_at: Time | null
    is_lost: Flag
    last_inbound_at: Time | null
  }
}

export interface NoticeRow {
  hash: string
  waba: string
  phone_number_id: string | null
  field: string
  value: Json
  received_at: Time
}

export interface TemplateRow {
  company: CompanyId
  id: string
  waba: string
  meta_id: string
  name: string
  language: string
  status: string
  local_status: string | null
  category: string
  parameter_format: ParameterFormat
  components: Json
  ttl_seconds: number | null
  reason: string | null
  meta_data: Json | null
  created_at: Time
  status_at: Time
}

export interface MediumRow {
  id: string
  company: CompanyId
  channel: ChannelId
  mime: string
  size: number
  sha256: string
  filename: string | null
  upstream_id: string | null
  blob: string | null
  created_at: Time
  expires_at: Time
}

export interface TokenRow {
  id: TokenId
  company: CompanyId
  surface: Surface
  name: string
  prefix: string
  hash: string
  scopes: Json
  rate_limit: Json | null
  expires_at: Time | null
  revoked_at: Time | null
  last_used_at: Time | null
  created_at: Time
}

export interface ChannelRow {
  id: ChannelId
  alias: string
  company: CompanyId
  kind: Channel['kind']
  name: string
  state: Channel['state']
  state_reason: string | null
  phone_number: PhoneNumber | null
  phone_number_id: string | null
  waba_id: string | null
  coexistence: Flag
  push_name: string | null
  pipeline_id: string | null
  created_at: Time
  connected_at: Time | null
}

export interface SessionRow {
  id: SessionId
  company: CompanyId
  mode: ConnectSession['mode']
  state: ConnectSession['state']
  name: string | null
  pipeline_id: string | null
  coexistence: Flag
  channel: ChannelId | null
  created_at: Time
  expires_at: Time
  ended_at: Time | null
}

export interface BroadcastRow {
  id: BroadcastId
  company: CompanyId
  channel: ChannelId
  token: string
  dialect: Dialect
  campaign: string | null
  total: number
  created_at: Time
}

export interface MessageRow {
  id: MessageId
  company: CompanyId
  channel: ChannelId
  broadcast: BroadcastId
  recipient: PhoneNumber
  priority: Message['priority']
  content: Json
  meta_data: Json | null
  state: MessageState
  wamid: string | null
  error: Json | null
  epoch: number
  attempt: number
  not_before: Time
  send_by: Time | null
  accepted_at: Time
  claimed_at: Time | null
  settled_at: Time | null
}

export interface IdempotencyRow {
  company: CompanyId
  route: string
  key: string
  request_hash: string
  broadcast: BroadcastId
  created_at: Time
}

export interface SubscriptionRow {
  id: SubscriptionId
  company: CompanyId
  name: string
  description: string | null
  url: string
  events: Json
  headers: Json
  is_active: Flag
  disabled_reason: string | null
  sealed_secret: string
  secret_prefix: string
  failure_count: number
  last_delivery_at: Time | null
  created_at: Time
  updated_at: Time
  channel: ChannelId | null
  hub: Json | null
}

export interface EventRow {
  id: EventId
  type: EventName
  company: CompanyId
  channel: ChannelId | null
  occurred_at: Time
  data: Json
}

export interface DeliveryRow {
  id: DeliveryId
  event: EventId
  subscription: SubscriptionId
  company: CompanyId
  state: Delivery['state']
  attempt: number
  next_attempt_at: Time | null
  response_status: number | null
  error: string | null
  created_at: Time
  /** The channel of the event, empty for one that has none. */
  lane: ChannelId | ''
  response_body: string | null
  duration_ms: number | null
}
