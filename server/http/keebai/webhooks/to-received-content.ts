import type { MessageReceivedData } from '../../../../generated/keebai/types.gen.ts'
import type { EventData } from '../../../domain/webhooks/webhook.ts'

type Received = Extract<EventData, { kind: 'message_received' }>
type ReceivedType = MessageReceivedData['type']

const namedTypes = new Set<string>([
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'reaction',
  'order',
  'system',
  'edit',
  'revoke',
] satisfies ReceivedType[])

/** `type`, `text`, and the member named like the type, as Meta has it. */
export function toReceivedContent(data: Received): Pick<MessageReceivedData, 'type' | 'text'> {
  if (data.type === 'button') return { type: 'interactive', text: null, ...quickReply(data) }
  if (!namedTypes.has(data.type)) return { type: 'unsupported', text: null, ...unsupported(data) }
  const type = data.type as ReceivedType
  if (type === 'text') return { type, text: { body: data.text ?? '' } }
  const member = type === 'reaction' ? withEmoji(data.member) : data.member
  return { type, text: null, ...(isThere(member) && { [type]: member }) }
}

/** Its kind in WhatsApp's words, and what it says or why it says nothing. */
function unsupported({ type, member }: Received): Pick<MessageReceivedData, 'unsupported'> {
  if (!isThere(member)) return { unsupported: { type } }
  const { errors } = member as { errors?: unknown }
  if (Array.isArray(errors)) return { unsupported: { type, errors } }
  return { unsupported: { type, content: member as Record<string, unknown> } }
}

/** A quick reply of a template has a type of its own at Meta; it is the answer to something interactive all the same. */
function quickReply({ member }: Received): Partial<MessageReceivedData> {
  if (!isThere(member)) return {}
  const { payload, text } = member as { payload?: string; text?: string }
  const title = text ?? ''
  return { interactive: { type: 'button_reply', button_reply: { id: payload ?? title, title } } }
}

/** Meta leaves the emoji out where it was taken back. */
function withEmoji(member: unknown): unknown {
  return isThere(member) ? { emoji: '', ...member } : member
}

function isThere(member: unknown): member is object {
  return typeof member === 'object' && member !== null
}
