import type { Content, MediaContent } from '../../../domain/messages/content.ts'
import type { DomainEvent } from '../../../domain/webhooks/webhook.ts'
import { addressOf } from './address-of.ts'
import { identifier } from './event-identifiers.ts'
import { toSentInteractive } from './to-sent-interactive.ts'

/** Where the parts of a message stand. */
export interface Contents {
  contents?: object[]
  attachments?: object[]
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
      return { contents: [toSentInteractive(event, content, common)] }
    case 'catalog':
    case 'reaction':
    case 'raw':
      return only('.UnknownContent', content.type.toUpperCase())
    default:
      return { attachments: [toAttachment(content, common)] }
  }
}

export const attachmentClasses: Record<MediaContent['type'], string> = {
  image: '.ImageAttachment',
  audio: '.AudioAttachment',
  video: '.VideoAttachment',
  sticker: '.StickerAttachment',
  document: '.DocumentAttachment',
}

export function isMediaKind(type: string): type is MediaContent['type'] {
  return Object.hasOwn(attachmentClasses, type)
}

function toAttachment({ type, media, caption, filename }: MediaContent, common: object): object {
  const url = addressOf(media)
  return {
    '@class': attachmentClasses[type],
    type: type.toUpperCase(),
    ...common,
    ...(url !== undefined && { url }),
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
