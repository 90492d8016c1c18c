import type { Content, MediaContent } from '../../domain/messages/content.ts'
import type { DomainEvent, EventData } from '../../domain/webhooks/webhook.ts'
import { identifier } from './event-identifiers.ts'

interface Contents {
  contents?: object[]
  attachments?: object[]
}

/** What came in, as the vendor's sample of an inbound message has it. Beside texts only their kind is known. */
export function toReceivedContents({ wamid, type, text }: Extract<EventData, { kind: 'message_received' }>): Contents {
  const about = { internal_information: { integration_id: wamid } }
  if (type === 'text') return { contents: [{ '@class': '.TextContent', ...about, message: text ?? '', type: 'TEXT' }] }
  const kind = type.toUpperCase()
  const attachment = attachmentClasses[type as MediaContent['type']]
  if (attachment) return { attachments: [{ '@class': attachment, ...about, type: kind }] }
  return { contents: [{ '@class': '.UnknownContent', ...about, type: kind }] }
}

/** What was sent, as it is echoed. */
export function toSentContents(event: DomainEvent, content: Content, state: object): Contents {
  const common = {
    identifier: identifier(event, 'content'),
    internal_information: {},
    state_items: [state],
  }
  const only = (name: string, type: string, members: object = {}): Contents => ({
    contents: [{ '@class': name, type, ...common, ...members }],
  })
  switch (content.type) {
    case 'text':
      return only('.TextContent', 'TEXT', { message: content.text })
    case 'template':
      return only('.TemplateContent', 'TEMPLATE', { template: { name: content.name, language: content.language } })
    case 'location': {
      const { latitude, longitude, name, address } = content
      const place = { ...(name !== undefined && { name }), ...(address !== undefined && { address }) }
      return only('.LocationContent', 'LOCATION', {
        latitude: String(latitude),
        longitude: String(longitude),
        ...place,
      })
    }
    case 'contacts':
      return only('.ContactArrayContent', 'CONTACT_ARRAY', { contacts: content.contacts.map(toContact(event)) })
    case 'interactive':
      return only('.InteractiveButtonContent', 'INTERACTIVE_BUTTON', { message: content.body })
    case 'catalog':
    case 'reaction':
    case 'raw':
      return only('.UnknownContent', content.type.toUpperCase())
    default:
      return { attachments: [toAttachment(content, common)] }
  }
}

const attachmentClasses: Record<MediaContent['type'], string> = {
  image: '.ImageAttachment',
  audio: '.AudioAttachment',
  video: '.VideoAttachment',
  sticker: '.StickerAttachment',
  document: '.DocumentAttachment',
}

function toAttachment({ type, media, caption, filename }: MediaContent, common: object): object {
  return {
    '@class': attachmentClasses[type],
    type: type.toUpperCase(),
    ...common,
    ...(media.by === 'link' && { url: media.url }),
    ...(caption !== undefined && { caption }),
    ...(filename !== undefined && { name: filename }),
  }
}

function toContact(event: DomainEvent) {
  return ({ name, phones = [] }: Extract<Content, { type: 'contacts' }>['contacts'][number], index: number) => ({
    '@class': '.ContactContent',
    identifier: identifier(event, `contact ${index}`),
    type: 'CONTACT',
    name: name.formatted,
    first_name: name.first ?? name.formatted,
    last_name: name.last ?? '',
    phones: phones.map(({ phone }) => phone),
  })
}
