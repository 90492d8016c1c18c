import { proto } from 'baileys'
import type { ScreenContent } from '../phone/content.ts'
import { screenText } from '../phone/content.ts'
import type { MediaType } from '../phone/writes.ts'
import { openMedia } from './media-crypto.ts'
import { cardOf } from './vcard.ts'
import type { World } from './world.ts'

/** What a message says, as a phone's screen shows it. */
export interface Content extends ScreenContent {
  type: string
  text: string
}

/**
 * Reads a message a phone got; its file is fetched and opened, as a phone does at once.
 * @returns nothing for what no screen shows (key exchange, history requests and the like)
 */
export async function contentOf(world: World, realm: string, message: proto.IMessage): Promise<Content | undefined> {
  const inner = unwrapped(message)
  if (inner.conversation) return { type: 'text', text: inner.conversation }
  const { extendedTextMessage, reactionMessage, locationMessage, contactMessage, contactsArrayMessage } = inner
  if (extendedTextMessage) {
    return { type: 'text', text: extendedTextMessage.text ?? '', ...contextOf(extendedTextMessage.contextInfo) }
  }
  if (reactionMessage) {
    const reaction = { message_id: reactionMessage.key?.id ?? '', emoji: reactionMessage.text ?? '' }
    return { type: 'reaction', text: reaction.emoji, reaction }
  }
  if (locationMessage) return shown('location', { location: placeOf(locationMessage) }, locationMessage.contextInfo)
  const cards = contactMessage ? [contactMessage] : contactsArrayMessage?.contacts
  if (cards) return shown('contacts', { contacts: cards.map(({ vcard }) => cardOf(vcard ?? '')) })
  for (const [type, media] of mediaIn(inner)) return mediaContent(world, realm, type, media)
  return undefined
}

/** What a phone takes out of the envelopes that say how long a message is to be shown. */
function unwrapped(message: proto.IMessage): proto.IMessage {
  const { ephemeralMessage, documentWithCaptionMessage } = message
  const inner = ephemeralMessage?.message ?? documentWithCaptionMessage?.message
  return inner ? unwrapped(inner) : message
}

function shown(type: string, content: ScreenContent, context?: proto.IContextInfo | null): Content {
  return { type, text: screenText(content), ...content, ...contextOf(context) }
}

function contextOf(context: proto.IContextInfo | null | undefined): { context?: string } {
  return context?.stanzaId ? { context: context.stanzaId } : {}
}

function placeOf({ degreesLatitude, degreesLongitude, name, address }: proto.Message.ILocationMessage) {
  const place = { latitude: degreesLatitude ?? 0, longitude: degreesLongitude ?? 0 }
  return { ...place, ...(name && { name }), ...(address && { address }) }
}

type Media = proto.Message.IImageMessage &
  Pick<proto.Message.IDocumentMessage, 'fileName'> &
  Pick<proto.Message.IAudioMessage, 'ptt'> &
  Pick<proto.Message.IStickerMessage, 'isAnimated'>

function mediaIn(message: proto.IMessage): [MediaType, Media][] {
  const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = message
  const found = {
    image: imageMessage,
    video: videoMessage,
    audio: audioMessage,
    document: documentMessage,
    sticker: stickerMessage,
  }
  return Object.entries(found).flatMap(([type, media]) => (media ? [[type as MediaType, media as Media]] : []))
}

async function mediaContent(world: World, realm: string, type: MediaType, media: Media): Promise<Content> {
  const { mimetype, caption, fileName, ptt, isAnimated, contextInfo } = media
  const file = await fetched(world, realm, type, media)
  const about = {
    mime: mimetype ?? 'application/octet-stream',
    size: file?.size ?? null,
    sha256: file?.sha256 ?? null,
    ...(fileName && { filename: fileName }),
    ...(type === 'audio' && { voice: ptt ?? false }),
    ...(type === 'sticker' && { animated: isAnimated ?? false }),
    ...(file && { file: file.key }),
  }
  return { type, text: caption ?? '', media: about, ...contextOf(contextInfo) }
}

/** Nothing when the file is not there, or not what the message says: the screen shows that it cannot be loaded. */
async function fetched({ media: hosts, phones, log }: World, realm: string, type: MediaType, media: Media) {
  const { directPath, mediaKey, fileSha256, fileEncSha256 } = media
  const sealed = hosts.open(directPath ?? '')
  if (!sealed || !mediaKey || !fileSha256 || !fileEncSha256) return undefined
  try {
    return await phones.shelf.put(realm, openMedia(type, { mediaKey, fileSha256, fileEncSha256 }, sealed))
  } catch (error) {
    log(`a phone cannot open the ${type} it got: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

/** The file of a message is on each screen that shows it. */
export function ownCopyOf({ phones }: World, realm: string, content: Content): Content {
  const { media } = content
  if (media?.file === undefined) return content
  return { ...content, media: { ...media, file: phones.shelf.copy(realm, media.file) } }
}

/** Another device's copy of a message the account sent itself. */
export function sentCopy(destinationJid: string, message: proto.IMessage): proto.IMessage {
  return { deviceSentMessage: { destinationJid, message } }
}

/** The stored form of a message a phone may have to encrypt again. */
export function encodeContent(message: proto.IMessage): Buffer {
  return Buffer.from(proto.Message.encode(proto.Message.fromObject(message)).finish())
}
