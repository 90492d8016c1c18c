import type { DomainEvent, EventData } from '../../../domain/webhooks/webhook.ts'
import { identifier } from './event-identifiers.ts'
import { attachmentClasses, type Contents, isMediaKind } from './to-webhook-contents.ts'

type Received = Pick<Extract<EventData, { kind: 'message_received' }>, 'wamid' | 'type' | 'text' | 'member'>
type Members = Record<string, unknown>

/** The address a received file of this event can be fetched at; undefined where the server does not know its own. */
export type FileUrlOf = (event: DomainEvent, mediaId: string) => string | undefined

/** What came in, in the form of the vendor's sample of an inbound message. */
export function toReceivedContents(event: DomainEvent, received: Received, fileUrl: FileUrlOf): Contents {
  const { wamid, type, text } = received
  const member = received.member
  const about = { internal_information: { integration_id: wamid } }
  const only = (name: string, kind: string, members: Members = {}): Contents => ({
    contents: [{ '@class': name, ...about, ...members, type: kind }],
  })
  if (isMediaKind(type)) {
    const { id, mime_type, caption, filename } = membersOf(member)
    const known = { ...about.internal_information, ...given({ media_id: id, mime_type }) }
    const url = typeof id === 'string' ? fileUrl(event, id) : undefined
    const shown = given({ url, caption, name: filename })
    const kind = type.toUpperCase()
    return { attachments: [{ '@class': attachmentClasses[type], internal_information: known, ...shown, type: kind }] }
  }
  switch (type) {
    case 'text':
      return only('.TextContent', 'TEXT', { message: text ?? '' })
    case 'location': {
      const { latitude, longitude, name, address } = membersOf(member)
      const place = given({ name, address })
      return only('.LocationContent', 'LOCATION', { latitude: `${latitude}`, longitude: `${longitude}`, ...place })
    }
    case 'contacts': {
      const cards = Array.isArray(member) ? member : []
      const contacts = cards.map((card, index) => toContact(identifier(event, `contact ${index}`), membersOf(card)))
      return only('.ContactArrayContent', 'CONTACT_ARRAY', { contacts })
    }
    case 'button':
    case 'interactive': {
      const { id, payload, name, body, response_json } = chosenIn(member)
      return only('.InteractiveReplyContent', 'INTERACTIVE_REPLY', {
        message: text ?? (typeof body === 'string' ? body : ''),
        ...given({ id: id ?? payload, name, response_json }),
      })
    }
    case 'reaction': {
      const { message_id, emoji } = membersOf(member)
      return only('.ReactionContent', 'REACTION', given({ message_id, emoji }))
    }
    default:
      return only('.UnknownContent', type.toUpperCase(), given({ content: member }))
  }
}

function toContact(id: string, card: Members): object {
  const { formatted_name: name = '', first_name: first = name, last_name: last = '' } = membersOf(card.name)
  const phones = Array.isArray(card.phones) ? card.phones.map((one) => membersOf(one).phone) : []
  return {
    '@class': '.ContactContent',
    identifier: id,
    type: 'CONTACT',
    name,
    first_name: first,
    last_name: last,
    phones: phones.filter((phone) => typeof phone === 'string'),
  }
}

/** `button_reply`, `list_reply`, or the members of a template's quick reply themselves. */
function chosenIn(member: unknown): Members {
  const reply = membersOf(member)
  return typeof reply.type === 'string' ? membersOf(reply[reply.type]) : reply
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {}
}

/** Without what is not there. */
function given(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))
}
