import type { Channel } from '../../../domain/channels/channel.ts'
import type { ConnectSession } from '../../../domain/connect/session.ts'
import type { CompanyId, PhoneNumber } from '../../../domain/ids.ts'
import type { Broadcast, Message } from '../../../domain/messages/message.ts'
import type { Storage } from '../../../domain/ports/storage.ts'
import type { Company, Token } from '../../../domain/tokens/token.ts'
import type { Delivery, DomainEvent, WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import { createIds } from '../../system/ids.ts'

/** One store of a driver under test. */
export interface StorageRig extends AsyncDisposable {
  storage: Storage
  /** Closes the store and opens it again. */
  reopen(): Promise<Storage>
  /** How another process opens this store: a module that exports `open(argument)`. The rig's own must be closed first. */
  elsewhere: { module: string; argument: string }
}

export type MakeRig = () => Promise<StorageRig>

export const ids = createIds()
export const start = 1_700_000_000_000

export function aCompany(facts: Partial<Company> = {}): Company {
  return { id: ids.company(), name: 'Panaderia', createdAt: start, ...facts }
}

export function aToken(company: Company, facts: Partial<Token> = {}): Token {
  return {
    id: ids.token(),
    company: company.id,
    surface: 'keebai',
    name: 'server',
    prefix: 'kbai_pk_0123',
    hash: ids.secret(32),
    scopes: ['messages:send', 'channels:read'],
    rateLimit: null,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    createdAt: start,
    ...facts,
  }
}

export function aChannel(company: Company, facts: Partial<Channel> = {}): Channel {
  return {
    id: ids.channel(),
    alias: ids.channelAlias(),
    company: company.id,
    kind: 'cloud_api',
    name: 'Sales',
    state: 'connected',
    stateReason: null,
    phoneNumber: '+5491155550000' as PhoneNumber,
    phoneNumberId: ids.phoneNumberId(),
    wabaId: '200000000000001',
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: start,
    connectedAt: start,
    ...facts,
  }
}

export function aSession(company: Company, facts: Partial<ConnectSession> = {}): ConnectSession {
  return {
    id: ids.session(),
    company: company.id,
    mode: 'qr',
    state: 'pending',
    name: 'Sales',
    pipelineId: null,
    coexistence: false,
    channel: null,
    createdAt: start,
    expiresAt: start + 300_000,
    endedAt: null,
    ...facts,
  }
}

export function aBroadcast(channel: Channel, facts: Partial<Broadcast> = {}): Broadcast {
  return {
    id: ids.broadcast(),
    company: channel.company,
    channel: channel.id,
    token: ids.token(),
    dialect: 'prose',
    campaign: null,
    total: 1,
    createdAt: start,
    ...facts,
  }
}

export function aMessage(broadcast: Broadcast, facts: Partial<Message> = {}): Message {
  return {
    id: ids.message(),
    company: broadcast.company,
    channel: broadcast.channel,
    broadcast: broadcast.id,
    recipient: '+5491155555555' as PhoneNumber,
    priority: 'interactive',
    content: { type: 'text', text: 'Hola', previewUrl: false },
    metaData: null,
    state: 'queued',
    wamid: null,
    error: null,
    epoch: 0,
    attempt: 0,
    notBefore: start,
    sendBy: null,
    acceptedAt: start,
    claimedAt: null,
    settledAt: null,
    ...facts,
  }
}

export function aSubscription(company: Company, facts: Partial<WebhookSubscription> = {}): WebhookSubscription {
  return {
    id: ids.subscription(),
    company: company.id,
    name: 'CRM',
    description: null,
    url: 'https://example.com/hook',
    events: ['whatsapp.message.sent'],
    headers: { 'x-team': 'sales' },
    isActive: true,
    disabledReason: null,
    sealedSecret: 'v1.00000000.sealed',
    secretPrefix: 'whsec_01234567',
    failureCount: 0,
    lastDeliveryAt: null,
    createdAt: start,
    updatedAt: start,
    channel: null,
    hub: null,
    ...facts,
  }
}

export function anEvent(company: CompanyId, facts: Partial<DomainEvent> = {}): DomainEvent {
  return {
    id: ids.event(),
    type: 'whatsapp.message.sent',
    company,
    channel: null,
    occurredAt: start,
    data: {
      kind: 'message_status',
      broadcast: ids.broadcast(),
      wamid: 'wamid.1',
      recipient: '+5491155555555',
      status: 'sent',
      timestamp: start,
      metaData: { order: 7 },
      error: null,
    },
    ...facts,
  }
}

export function aDelivery(
  event: DomainEvent,
  subscription: WebhookSubscription,
  facts: Partial<Delivery> = {},
): Delivery {
  return {
    id: ids.delivery(),
    event: event.id,
    subscription: subscription.id,
    company: event.company,
    channel: event.channel,
    state: 'pending',
    attempt: 0,
    nextAttemptAt: start,
    responseStatus: null,
    responseBody: null,
    error: null,
    durationMs: null,
    createdAt: start,
    ...facts,
  }
}

/** A company with a connected channel and one broadcast, stored. */
export async function givenBroadcast(storage: Storage, facts: Partial<Channel> = {}) {
  const company = aCompany()
  const channel = aChannel(company, facts)
  const broadcast = aBroadcast(channel)
  await storage.transaction(async (tables) => {
    await tables.companies.insert(company)
    await tables.channels.insert(channel)
    await tables.broadcasts.insert(broadcast)
  })
  return { company, channel, broadcast }
}
