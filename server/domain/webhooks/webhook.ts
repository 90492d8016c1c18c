import type { Channel } from '../channels/channel.ts'
import type { ChannelConnection } from '../channels/connection.ts'
import type { BroadcastId, ChannelId, CompanyId, DeliveryId, EventId, SubscriptionId } from '../ids.ts'
import type { Content } from '../messages/content.ts'

export interface WebhookSubscription {
  id: SubscriptionId
  company: CompanyId
  /** HubMessage's are of one channel, or of the templates; null for those and for Keebai's. */
  channel: ChannelId | null
  name: string
  description: string | null
  url: string
  events: string[]
  headers: Record<string, string>
  isActive: boolean
  disabledReason: string | null
  /** The whole secret, sealed; empty for one of HubMessage that is not signed. */
  sealedSecret: string
  /** `whsec_` and 8 characters. */
  secretPrefix: string
  failureCount: number
  lastDeliveryAt: number | null
  createdAt: number
  updatedAt: number
  /** Null for Keebai's. */
  hub: HubSettings | null
}

/** What HubMessage's webhooks have and Keebai's have not. */
export interface HubSettings {
  /** What its events mean. */
  interests: EventName[]
  authType: 'NONE' | 'BEARER' | 'API_KEY' | 'BASIC' | 'CUSTOM_HEADER'
  /** The header a delivery authorizes itself with, as JSON, sealed. */
  sealedAuth: string | null
  signing: boolean
  customAttributes: Record<string, unknown>
}

/** The fixed catalogue a subscription chooses from. */
export type EventType =
  | 'whatsapp.channel.connected'
  | 'whatsapp.channel.disconnected'
  | 'whatsapp.channel.connection_changed'
  | 'whatsapp.message.received'
  | 'whatsapp.message.sent'
  | 'whatsapp.message.delivered'
  | 'whatsapp.message.read'
  | 'whatsapp.message.failed'
  | 'whatsapp.template.status_updated'

/** The same, and what HubMessage alone tells: what was sent, at the moment WhatsApp took it or from the merchant's app; another category of a template. */
export type EventName = EventType | 'whatsapp.message.echoed' | 'whatsapp.template.category_updated'

/** Something that happened, written in the transaction in which it happened. */
export interface DomainEvent {
  id: EventId
  type: EventName
  company: CompanyId
  channel: ChannelId | null
  occurredAt: number
  data: EventData
}

/** Facts only; a surface words them. */
export type EventData =
  /** A receiver is tried out; nothing happened. */
  | { kind: 'test' }
  /** The channel as it was at that moment. */
  | { kind: 'channel'; channel: Channel; reason: string | null }
  /** The channel and its connection as they were at that moment. */
  | { kind: 'connection'; channel: Channel; connection: ChannelConnection }
  /** `previousStatus` is null for a template that was not known before. */
  | ({
      kind: 'template_status'
      status: string
      previousStatus: string | null
      reason: string | null
    } & TemplateFacts)
  | {
      kind: 'message_received'
      wamid: string
      /** The number with its plus, or the user id where the number is hidden. */
      from: string
      userId?: string | null
      username?: string | null
      to: string
      type: string
      text: string | null
      /** In Meta's words: the member named like the type, the message it answers, the ad the person came from. */
      member?: unknown
      context?: Record<string, unknown> | null
      referral?: Record<string, unknown> | null
      contactName: string | null
      timestamp: number
    }
  | ({ kind: 'template_category'; previousCategory: string } & TemplateFacts)
  | Echo
  | AppEcho
  | {
      kind: 'message_status'
      broadcast: BroadcastId
      wamid: string | null
      recipient: string
      status: 'sent' | 'delivered' | 'read' | 'failed'
      timestamp: number
      metaData: Record<string, unknown> | null
      error: { code: string; title: string; details: string | null } | null
    }

/** What was sent, as a webhook shows it. */
export interface Echo {
  kind: 'message_echo'
  wamid: string | null
  recipient: string
  content: Content
  timestamp: number
}

/** What the merchant wrote in the WhatsApp Business app, in Meta's words as in `message_received`. */
export interface AppEcho {
  kind: 'app_echo'
  wamid: string
  recipient: string
  type: string
  text: string | null
  member?: unknown
  timestamp: number
}

/** A template, under our id and Meta's. */
export interface TemplateFacts {
  template: string
  metaId: string
  waba: string
  name: string
  language: string
  category: string
}

/** One event on its way to one subscription. */
export interface Delivery {
  id: DeliveryId
  event: EventId
  subscription: SubscriptionId
  company: CompanyId
  /** Of the event: first attempts of one channel leave one after the other. */
  channel: ChannelId | null
  state: 'pending' | 'succeeded' | 'failed'
  /** How many were made. */
  attempt: number
  nextAttemptAt: number | null
  /** Of the last attempt, as are the next three. */
  responseStatus: number | null
  /** Its first 1,024 bytes at most. */
  responseBody: string | null
  error: string | null
  /** Real time. */
  durationMs: number | null
  createdAt: number
}

/** What first attempts wait in line for: the events of one channel for one subscription. */
export type Lane = Pick<Delivery, 'subscription' | 'channel'>

/** Pauses between the 5 attempts of a delivery. */
export const retryDelaysMs = [60_000, 300_000, 1_800_000, 7_200_000]
export const deliveryTimeoutMs = 30_000
/** The same of HubMessage: twice as long each time, 24 hours in all; and whatever is no 2xx is tried again. */
export const hubRetryDelaysMs = [...Array.from({ length: 10 }, (_, index) => 60_000 * 2 ** index), 25_020_000]
export const hubDeliveryTimeoutMs = 10_000
/** Deliveries in a row that may fail before a subscription is switched off. */
export const failuresMax = 50
/** How long events and the log of their deliveries are kept. */
export const deliveriesKeptMs = 30 * 86_400_000
