import type { Channel } from '../../../domain/channels/channel.ts'
import { digitsOf } from '../../../domain/ids.ts'
import type { DomainEvent, EventData } from '../../../domain/webhooks/webhook.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import { toChannelId } from '../to-channel-id.ts'
import { eventDigest, identifier } from './event-identifiers.ts'
import { type FileUrlOf, toReceivedContents } from './to-received-contents.ts'
import { type Contents, toSentContents } from './to-webhook-contents.ts'

type Data<Kind extends EventData['kind']> = Extract<EventData, { kind: Kind }>

interface Party {
  identifier: string
  name?: string
  username?: string
}

export interface EventSettings {
  generation: HubMessageGeneration
  fileUrl: FileUrlOf
}

interface Told {
  messageEventType: string
  /** Who made it, in the vendor's words: a send through the API, or WhatsApp. */
  createdBy: 'BARLING' | 'CONWAY'
  fromMe: boolean
  fromApi: boolean
  moment: number
  sender: Party
  recipient: Party
  contents?: object[]
  attachments?: object[]
  forwarded?: boolean
  referral?: Record<string, unknown> | null
}

/**
 * What a webhook of HubMessage gets: the envelope of the vendor's samples, in its format `DEFAULT`. Every attempt has the
 * same `_id`. Every event names its type, as the older contract promises and the newer one allows.
 */
export function toWebhookEvent(
  event: DomainEvent,
  channel: Channel | null,
  { generation, fileUrl }: EventSettings,
): object {
  const {
    messageEventType,
    createdBy,
    fromMe,
    fromApi,
    moment,
    contents = [],
    attachments = [],
    forwarded = false,
    referral,
    ...told
  } = toldOf(event, channel, fileUrl)
  return {
    message: {
      _id: eventDigest(event),
      tenant: event.company.toUpperCase(),
      tenant_owner: '',
      channel_id: event.channel === null ? '' : toChannelId(event.channel, generation),
      created_by: createdBy,
      created: event.occurredAt,
      metadata: {
        '@class': '.Metadata',
        forwarded,
        from_api: fromApi,
        from_me: fromMe,
        middleware: 'META_WHATSAPP',
        moment,
        ...(referral && { referral }),
      },
      sender: { '@class': '.Sender', ...told.sender },
      recipient: { '@class': '.Recipient', ...told.recipient },
      contents,
      attachments,
      actions: [],
      [generation === 'older' ? 'webhook_processed' : 'media_webhook_processed']: false,
    },
    messageEventType,
  }
}

function toldOf(event: DomainEvent, channel: Channel | null, fileUrl: FileUrlOf): Told {
  const { data } = event
  switch (data.kind) {
    case 'message_received':
      return {
        messageEventType: 'NEW_MESSAGE',
        createdBy: 'CONWAY',
        fromMe: false,
        fromApi: false,
        moment: data.timestamp,
        sender: {
          identifier: addressOf(data.from),
          ...(data.contactName !== null && { name: data.contactName }),
          ...(data.username && { username: data.username }),
        },
        recipient: selfOf(channel),
        forwarded: data.context?.forwarded === true,
        referral: data.referral ?? null,
        ...toReceivedContents(event, data, fileUrl),
      }
    case 'app_echo':
      return {
        messageEventType: 'NEW_MESSAGE',
        createdBy: 'CONWAY',
        fromMe: true,
        fromApi: false,
        moment: data.timestamp,
        sender: selfOf(channel),
        recipient: { identifier: addressOf(data.recipient) },
        ...echoed(event, toReceivedContents(event, data, fileUrl), data),
      }
    case 'message_echo':
      return {
        messageEventType: 'NEW_MESSAGE',
        ...ofSystem(data.timestamp),
        recipient: { identifier: addressOf(data.recipient) },
        ...toSentContents(event, data.content, stateItem(event, 'PENDING', data.wamid, data.timestamp)),
      }
    case 'message_status':
      return {
        messageEventType: 'MESSAGE_STATUS',
        ...ofSystem(data.timestamp),
        recipient: { identifier: addressOf(data.recipient) },
        contents: [toStatus(event, data)],
      }
    case 'channel':
      return {
        messageEventType: data.channel.state === 'connected' ? 'CONNECTED' : 'DISCONNECTED',
        ...ofSystem(event.occurredAt),
        recipient: selfOf(data.channel),
        contents: [toConnection(event, data)],
      }
    case 'template_category':
      return {
        messageEventType: 'UPDATE_TEMPLATE_CATEGORY',
        ...ofSystem(event.occurredAt),
        recipient: selfOf(channel),
        contents: [toTemplate(event, data)],
      }
    case 'template_status':
      return {
        messageEventType: 'UPDATE_TEMPLATE_STATUS',
        ...ofSystem(event.occurredAt),
        recipient: selfOf(channel),
        contents: [toTemplate(event, data)],
      }
    default:
      throw new Error(`${data.kind} is no event of HubMessage`)
  }
}

function ofSystem(moment: number) {
  const sender = { identifier: 'BARLING_SYSTEM', name: 'Barling System' }
  return { createdBy: 'BARLING' as const, fromMe: true, fromApi: true, moment, sender }
}

/** What was sent, with the members a sent one has beside those of a received one. */
function echoed(event: DomainEvent, { contents, attachments }: Contents, { wamid, timestamp }: Data<'app_echo'>) {
  const states = { state_items: [stateItem(event, 'PENDING', wamid, timestamp)] }
  const asSent = (part: object) => ({ identifier: identifier(event, 'content'), ...part, ...states })
  return {
    ...(contents && { contents: contents.map(asSent) }),
    ...(attachments && { attachments: attachments.map(asSent) }),
  }
}

function toStatus(event: DomainEvent, { status, wamid, timestamp, error }: Data<'message_status'>) {
  const name = status.toUpperCase()
  return {
    '@class': '.StatusContent',
    type: 'STATUS',
    identifier: identifier(event, 'status'),
    internal_information: error
      ? { error: { code: error.code, title: error.title, ...(error.details !== null && { details: error.details }) } }
      : {},
    state_items: [stateItem(event, name, wamid, timestamp)],
  }
}

function toConnection(event: DomainEvent, { channel, reason }: Data<'channel'>) {
  return {
    '@class': '.ConnectionContent',
    type: 'CONNECTION',
    identifier: identifier(event, 'connection'),
    internal_information: {},
    connected: channel.state === 'connected',
    wabaId: channel.wabaId,
    phoneId: channel.phoneNumberId,
    coexistence: channel.coexistence,
    reason,
  }
}

function toTemplate(event: DomainEvent, data: Data<'template_status' | 'template_category'>) {
  const { metaId, waba, name, language, category } = data
  const changed =
    data.kind === 'template_category'
      ? { previousCategory: data.previousCategory }
      : { status: data.status, previousStatus: data.previousStatus, reason: data.reason }
  return {
    '@class': '.TemplateContent',
    type: 'TEMPLATE',
    identifier: identifier(event, 'template'),
    internal_information: {},
    template: { id: metaId, wabaId: waba, name, language, category, ...changed },
  }
}

/** One step of a message; WhatsApp's id stands in it, for want of another place. */
function stateItem(event: DomainEvent, name: string, wamid: string | null, moment: number) {
  return {
    '@class': '.StateItem',
    identifier: identifier(event, 'state'),
    integration_message_ids: wamid === null ? [] : [wamid],
    moment,
    state: { '@class': `.${name.charAt(0)}${name.slice(1).toLowerCase()}`, name },
  }
}

function selfOf(channel: Channel | null): Party {
  if (!channel) return { identifier: '' }
  return { identifier: channel.phoneNumber === null ? '' : digitsOf(channel.phoneNumber), name: channel.name }
}

/** Digits of a number; the id of a person whose number is hidden, as it is. */
function addressOf(person: string): string {
  return person.startsWith('+') ? person.slice(1) : person
}
