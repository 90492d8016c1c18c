import type { proto } from 'baileys'
import type { MediaKind } from '../../domain/messages/content.ts'
import { fromVcard } from './from-vcard.ts'
import type { Baileys } from './load-baileys.ts'
import { type MediaSecret, mediaIn } from './media-secret.ts'

/** What a customer's message says, in the words of Meta's webhooks. */
export interface Said {
  type: string
  text: string | null
  member: Record<string, unknown> | Record<string, unknown>[] | null
  context: Record<string, unknown> | null
  /** Its file; `member` gets its id. */
  medium: (MediaSecret & { kind: MediaKind }) | null
}

export interface Speakers {
  /** The wamid of a message of this chat. */
  wamid(keyId: string, sentBy: 'business' | 'customer'): string
  /** Whether this JID is the business. */
  isOwn(jid: string | null | undefined): boolean
  customer: string
  business: string
}

/** Undefined for what says nothing to a person: keys, settings, what only arranges other messages. */
export function fromMessage(
  baileys: Baileys,
  message: proto.IMessage | null | undefined,
  speakers: Speakers,
): Said | undefined {
  // A photo or video to be seen once is on the phone alone.
  if (!message) return unsupported('view_once')
  const inner = baileys.normalizeMessageContent(message)
  const sticker = inner?.lottieStickerMessage?.message?.stickerMessage
  return said(baileys, sticker ? { stickerMessage: { ...sticker, isAnimated: true } } : (inner ?? {}), speakers)
}

function said(baileys: Baileys, message: proto.IMessage, speakers: Speakers): Said | undefined {
  const kind = baileys.getContentType(message)
  const context = contextOf(message, speakers)
  const medium = mediaIn(message)
  if (medium) return { type: medium.kind, text: null, member: medium.member, context, medium: medium.secret }
  switch (kind) {
    case 'conversation':
    case 'extendedTextMessage': {
      const text = message.conversation || message.extendedTextMessage?.text || ''
      return { ...nothing, type: 'text', text, member: { body: text }, context }
    }
    case 'locationMessage':
    case 'liveLocationMessage':
      return { ...nothing, type: 'location', member: placeOf(message), context }
    case 'contactMessage':
    case 'contactsArrayMessage': {
      const cards = message.contactMessage ? [message.contactMessage] : (message.contactsArrayMessage?.contacts ?? [])
      const member = cards.map(({ vcard, displayName }) => fromVcard(vcard ?? '', displayName ?? undefined))
      return { ...nothing, type: 'contacts', member, context }
    }
    case 'reactionMessage':
      return reactionOf(message.reactionMessage, speakers)
    case 'protocolMessage':
      return changeOf(baileys, message.protocolMessage, speakers)
    default:
      return choiceOf(message, context) ?? (kind === undefined || silent.has(kind) ? undefined : unsupported(kind))
  }
}

const nothing = { text: null, member: null, context: null, medium: null }

function unsupported(kind: string): Said {
  const type = kind === 'placeholderMessage' ? 'unknown' : kind.replace(/Message(V\d+)?$/, '')
  return { ...nothing, type: 'unsupported', member: { type } }
}

/** What arranges other messages, or is meant for devices. */
const silent = new Set([
  'albumMessage',
  'deviceSentMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'keepInChatMessage',
  'limitSharingMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'pinInChatMessage',
  'stickerSyncRmrMessage',
])

function placeOf({ locationMessage, liveLocationMessage }: proto.IMessage): Record<string, unknown> {
  const { degreesLatitude, degreesLongitude } = locationMessage ?? liveLocationMessage ?? {}
  const { name, address, url } = locationMessage ?? {}
  return definite({ latitude: degreesLatitude ?? 0, longitude: degreesLongitude ?? 0, name, address, url })
}

/** An empty emoji took the reaction back; Meta leaves it out then. */
function reactionOf(reaction: proto.Message.IReactionMessage | null | undefined, { wamid }: Speakers): Said {
  const { key, text } = reaction ?? {}
  const message_id = wamid(key?.id ?? '', key?.fromMe ? 'business' : 'customer')
  return { ...nothing, type: 'reaction', member: definite({ message_id, emoji: text }) }
}

/** People edit and revoke what they wrote themselves. */
function changeOf(
  baileys: Baileys,
  change: proto.Message.IProtocolMessage | null | undefined,
  speakers: Speakers,
): Said | undefined {
  const { REVOKE, MESSAGE_EDIT } = baileys.proto.Message.ProtocolMessage.Type
  const keyId = change?.key?.id
  if (!change || !keyId) return undefined
  const original_message_id = speakers.wamid(keyId, 'customer')
  if (change.type === REVOKE) return { ...nothing, type: 'revoke', member: { original_message_id } }
  if (change.type !== MESSAGE_EDIT) return undefined
  const edited = fromMessage(baileys, change.editedMessage ?? {}, speakers)
  const message = edited && { type: edited.type, [edited.type]: edited.member }
  return { ...nothing, type: 'edit', text: edited?.text ?? null, member: definite({ original_message_id, message }) }
}

/** What a person chose of a message with buttons, a list or a form. */
function choiceOf(message: proto.IMessage, context: Said['context']): Said | undefined {
  const { buttonsResponseMessage: button, templateButtonReplyMessage: quick } = message
  const { listResponseMessage: list, interactiveResponseMessage: form } = message
  if (button) {
    const [id, title] = [button.selectedButtonId ?? '', button.selectedDisplayText ?? '']
    return chosen('button_reply', { id, title }, title, context)
  }
  if (list) {
    const [id, title] = [list.singleSelectReply?.selectedRowId ?? '', list.title ?? '']
    return chosen('list_reply', definite({ id, title, description: list.description }), title, context)
  }
  if (quick) {
    const text = quick.selectedDisplayText ?? ''
    return { ...nothing, type: 'button', text, member: { payload: quick.selectedId ?? '', text }, context }
  }
  if (!form) return undefined
  const { name, paramsJson } = form.nativeFlowResponseMessage ?? {}
  const body = form.body?.text ?? ''
  return chosen('nfm_reply', definite({ name, body, response_json: paramsJson }), body || null, context)
}

function chosen(type: string, reply: Record<string, unknown>, text: string | null, context: Said['context']): Said {
  return { ...nothing, type: 'interactive', text, member: { type, [type]: reply }, context }
}

function contextOf(message: proto.IMessage, speakers: Speakers): Said['context'] {
  const part = Object.values(message).find(
    (value) => typeof value === 'object' && value !== null && 'contextInfo' in value,
  )
  const info = (part as { contextInfo?: proto.IContextInfo | null } | undefined)?.contextInfo
  if (!info) return null
  const isOwn = speakers.isOwn(info.participant)
  const context = definite({
    ...(info.stanzaId && {
      from: isOwn ? speakers.business : speakers.customer,
      id: speakers.wamid(info.stanzaId, isOwn ? 'business' : 'customer'),
    }),
    forwarded: info.isForwarded || undefined,
    // As phones mark it.
    frequently_forwarded: (info.forwardingScore ?? 0) >= 4 || undefined,
  })
  return Object.keys(context).length > 0 ? context : null
}

/** Without what is not said; an empty text counts as not said. */
function definite(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )
}
