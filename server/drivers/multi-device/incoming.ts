import type { proto, WAMessage } from 'baileys'
import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'

/** A customer's message as far as integrators are told of it. */
export interface Incoming {
  keyId: string
  fromDigits: string
  type: string
  text: string | null
  contactName: string | null
  at: number | null
}

type Numbers = Pick<LinkStore, 'numberOfLid'>

/** Undefined for what is no customer's message: groups, status, protocol messages, reactions. */
export async function toIncoming(
  baileys: Baileys,
  numbers: Numbers,
  message: WAMessage,
): Promise<Incoming | 'sender_unknown' | undefined> {
  const { key } = message
  if (key.fromMe || !key.id || !key.remoteJid) return undefined
  if (!baileys.isPnUser(key.remoteJid) && !baileys.isLidUser(key.remoteJid)) return undefined
  const content = contentOf(baileys, message.message)
  if (!content) return undefined
  const fromDigits = await senderDigits(baileys, numbers, key.remoteJid, key.remoteJidAlt)
  if (!fromDigits) return 'sender_unknown'
  const seconds = Number(message.messageTimestamp ?? 0)
  return {
    keyId: key.id,
    fromDigits,
    ...content,
    contactName: message.pushName || null,
    at: seconds > 0 ? seconds * 1_000 : null,
  }
}

function contentOf(
  baileys: Baileys,
  message: proto.IMessage | null | undefined,
): { type: string; text: string | null } | undefined {
  const inner = baileys.normalizeMessageContent(message)
  const kind = baileys.getContentType(inner)
  if (!inner || !kind) return undefined
  if (kind === 'conversation' || kind === 'extendedTextMessage') {
    return { type: 'text', text: inner.conversation || inner.extendedTextMessage?.text || '' }
  }
  const type = documentedTypes[kind]
  return type ? { type, text: null } : undefined
}

/** Kinds of content as the documented event enumerates them; anything else is not told. */
const documentedTypes: Partial<Record<keyof proto.IMessage, string>> = {
  imageMessage: 'image',
  audioMessage: 'audio',
  videoMessage: 'video',
  ptvMessage: 'video',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  lottieStickerMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contacts',
  contactsArrayMessage: 'contacts',
  buttonsResponseMessage: 'interactive',
  listResponseMessage: 'interactive',
  templateButtonReplyMessage: 'interactive',
  interactiveResponseMessage: 'interactive',
}

/** The phone number behind a chat. A LID is no number: it is looked up, never read as one. */
export async function senderDigits(
  baileys: Baileys,
  numbers: Numbers,
  jid: string,
  alternative: string | null | undefined,
): Promise<string | undefined> {
  const numbered = [jid, alternative].find((candidate) => candidate && baileys.isPnUser(candidate))
  if (numbered) return baileys.jidDecode(numbered)?.user
  const lid = baileys.isLidUser(jid) ? baileys.jidDecode(jid)?.user : undefined
  return lid === undefined ? undefined : numbers.numberOfLid(lid)
}
