import type { proto, WAMessage } from 'baileys'
import type { Baileys } from './load-baileys.ts'
import type { WireSocket } from './socket.ts'

/** A customer's message as far as integrators are told of it. */
export interface Incoming {
  keyId: string
  fromDigits: string
  type: string
  text: string | null
  contactName: string | null
  at: number | null
}

type LidMapping = Pick<WireSocket['signalRepository']['lidMapping'], 'getPNForLID'>

/**
 * Reads one upsert of either kind (`append` is what waited while we were away). Undefined for what is no
 * customer's message: groups, status, protocol messages, reactions, undecrypted placeholders.
 */
export async function toIncoming(
  baileys: Baileys,
  lidMapping: LidMapping,
  message: WAMessage,
): Promise<Incoming | 'sender_unknown' | undefined> {
  const { key } = message
  if (key.fromMe || !key.id || !key.remoteJid) return undefined
  if (!baileys.isPnUser(key.remoteJid) && !baileys.isLidUser(key.remoteJid)) return undefined
  const content = contentOf(baileys, message.message)
  if (!content) return undefined
  const fromDigits = await senderDigits(baileys, lidMapping, key.remoteJid, key.remoteJidAlt)
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
  lidMapping: LidMapping,
  jid: string,
  alternative: string | null | undefined,
): Promise<string | undefined> {
  const numbered = [jid, alternative].find((candidate) => candidate && baileys.isPnUser(candidate))
  const found = numbered ?? (baileys.isLidUser(jid) ? await lidMapping.getPNForLID(jid) : undefined)
  return found ? baileys.jidDecode(found)?.user : undefined
}
