import { proto } from 'baileys'

/** What a message says, as a phone's screen shows it. */
export interface Content {
  type: string
  text: string
}

/** @returns nothing for what no screen shows (key exchange, history requests and the like) */
export function contentOf(message: proto.IMessage): Content | undefined {
  if (message.conversation) return { type: 'text', text: message.conversation }
  if (message.extendedTextMessage) return { type: 'text', text: message.extendedTextMessage.text ?? '' }
  if (message.reactionMessage) return { type: 'reaction', text: message.reactionMessage.text ?? '' }
  for (const [field, type] of Object.entries(CAPTIONED)) {
    const media = message[field as keyof typeof CAPTIONED]
    if (media) return { type, text: ('caption' in media ? media.caption : undefined) ?? '' }
  }
  return undefined
}

const CAPTIONED = {
  imageMessage: 'image',
  videoMessage: 'video',
  documentMessage: 'document',
  audioMessage: 'audio',
  stickerMessage: 'sticker',
} as const

export function textMessage(text: string): proto.IMessage {
  return { conversation: text }
}

/** Another device's copy of a message the account sent itself. */
export function sentCopy(destinationJid: string, message: proto.IMessage): proto.IMessage {
  return { deviceSentMessage: { destinationJid, message } }
}

/** The stored form of a message a phone may have to encrypt again. */
export function encodeContent(message: proto.IMessage): Buffer {
  return Buffer.from(proto.Message.encode(proto.Message.fromObject(message)).finish())
}
