import type {
  ChannelConnectedData,
  ChannelDisconnectedData,
  EventEnvelope,
  EventType,
  MessageErrorEntry,
  MessageReceivedData,
  TemplateStatusUpdatedData,
} from '../../../../generated/keebai/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { keebaiChannelId } from '../../../domain/channels/channel-id.ts'
import type { DomainEvent, EventData, WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import { toConnectedChannel } from '../channels/to-channel.ts'
import { toConnection } from '../channels/to-connection.ts'
import { timestamp } from '../timestamp.ts'
import { toReceivedContent } from './to-received-content.ts'

/**
 * What a subscriber gets: the envelope of the documentation with the members of the vendor's
 * public samples beside it. No two of them collide, so one body serves both.
 */
export function toWebhookEvent(
  event: DomainEvent,
  channel: Channel | null,
  subscription: Pick<WebhookSubscription, 'id'>,
): EventEnvelope & { data: object } {
  const occurredAt = timestamp(event.occurredAt)
  return {
    id: event.id,
    type: event.type as EventType,
    occurred_at: occurredAt,
    company_id: event.company,
    channel_id: event.channel && keebaiChannelId(event.channel),
    data: toData(event, channel?.phoneNumberId ?? ''),
    event: event.type as EventType,
    timestamp: occurredAt,
    webhook_id: subscription.id,
  }
}

function toData({ type, data }: DomainEvent, phoneNumberId: string): object {
  switch (data.kind) {
    case 'test':
      return testData
    case 'channel':
      return type === 'whatsapp.channel.connected' ? toConnectedData(data.channel) : toDisconnectedData(data)
    case 'connection':
      return { ...toConnectedChannel(data.channel), connection: toConnection(data.connection) }
    case 'template_status':
      return toTemplateStatusData(data)
    case 'message_echo':
    case 'app_echo':
    case 'template_category':
      throw new Error(`${data.kind} is no event of Keebai`)
    case 'message_received':
      return toReceivedData(data, phoneNumberId)
    case 'message_status':
      return toStatusData(data, phoneNumberId)
  }
}

function toConnectedData(channel: Channel): ChannelConnectedData {
  return { ...toConnectedChannel(channel), pipeline_id: channel.pipelineId }
}

function toDisconnectedData({ channel, reason }: Data<'channel'>): ChannelDisconnectedData {
  return { ...toConnectedChannel(channel), reason: reason ?? 'The channel was disconnected' }
}

type Data<Kind extends EventData['kind']> = Extract<EventData, { kind: Kind }>

/** The documented sample of a received message, marked. */
const testData: MessageReceivedData = {
  phone_number_id: '1234567890',
  from: '+5491155555555',
  to: '+56987654321',
  message_id: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA=',
  type: 'text',
  text: { body: 'Gracias' },
  timestamp: '1779397510',
  test: true,
}

function toTemplateStatusData(data: Data<'template_status'>): TemplateStatusUpdatedData {
  const { template, name, language, status, previousStatus, reason } = data
  return { template_id: template, name, language, status, previous_status: previousStatus, reason }
}

function toReceivedData(data: Data<'message_received'>, phoneNumberId: string): MessageReceivedData {
  return {
    phone_number_id: phoneNumberId,
    from: data.from,
    to: data.to,
    message_id: data.wamid,
    ...toReceivedContent(data),
    ...(data.context && { context: data.context as MessageReceivedData['context'] }),
    ...(data.referral && { referral: data.referral as NonNullable<MessageReceivedData['referral']> }),
    timestamp: unixSeconds(data.timestamp),
    id: data.wamid,
    contact: {
      ...(data.from.startsWith('+') && { wa_id: data.from.slice(1) }),
      ...(data.userId && { user_id: data.userId }),
      profile: { name: data.contactName, ...(data.username && { username: data.username }) },
    },
  }
}

function toStatusData(data: Data<'message_status'>, phoneNumberId: string): object {
  return {
    phone_number_id: phoneNumberId,
    message_id: data.wamid,
    recipient_id: data.recipient,
    status: data.status,
    broadcast_id: data.broadcast,
    timestamp: unixSeconds(data.timestamp),
    ...(data.metaData && { meta_data: data.metaData }),
    recipient: data.recipient,
    ...(data.status !== 'sent' && { [`${data.status}_at`]: timestamp(data.timestamp) }),
    ...(data.status === 'failed' && { errors: [toErrorEntry(data.error)] }),
  }
}

function toErrorEntry(error: Data<'message_status'>['error']): MessageErrorEntry {
  const { code = 'UNKNOWN', title = 'Unknown error', details = null } = error ?? {}
  return {
    code: /^\d+$/.test(code) ? Number(code) : code,
    title,
    message: title,
    ...(details && { error_data: { details } }),
  }
}

function unixSeconds(at: number): string {
  return String(Math.floor(at / 1000))
}
