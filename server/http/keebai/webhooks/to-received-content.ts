import type { MessageReceivedData } from '../../../../generated/keebai/types.gen.ts'
import type { EventData } from '../../../domain/webhooks/webhook.ts'

type Received = Extract<EventData, { kind: 'message_received' }>
type ReceivedType = MessageReceivedData['type']

const documentedTypes = new Set<string>([
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
] satisfies ReceivedType[])

/** `type`, `text`, and the member named like the type, as Meta has it. */
export function toReceivedContent(data: Received): Pick<MessageReceivedData, 'type' | 'text'> {
  // What is unknown carries no text either way.
  if (!documentedTypes.has(data.type)) return { type: 'interactive', text: null, ...quickReply(data) }
  const type = data.type as ReceivedType
  if (type === 'text') return { type, text: { body: data.text ?? '' } }
  const member = type === 'reaction' ? withEmoji(data.member) : data.member
  return { type, text: null, ...(isThere(member) && { [type]: member }) }
}

/** A quick reply of a template has a type of its own at Meta; it is the answer to something interactive all the same. */
function quickReply({ type, member }: Received): Partial<MessageReceivedData> {
  if (type !== 'button' || !isThere(member)) return {}
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
