import type { proto } from 'baileys'
import { chosen } from '../graph/choices.ts'
import { screenText } from '../phone/content.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import { SimulatorRefusal } from '../refusal.ts'
import type { Content } from './content.ts'
import { sealMedia } from './media-crypto.ts'
import { vcardOf } from './vcard.ts'
import type { World } from './world.ts'

/** A message of a phone, and what its own screen shows of it. */
export interface Composed {
  message: proto.IMessage
  content: Content
}

/**
 * What a phone makes of what its owner writes, taps or sends; a file is encrypted and uploaded.
 * Refusals: 404 `MESSAGE_NOT_FOUND` for a reaction, 404 `CHOICE_NOT_FOUND` for a reply.
 */
export async function compose(world: World, realm: string, write: PhoneWrite, chatJid: string): Promise<Composed> {
  const contextInfo = write.context === undefined ? undefined : { stanzaId: write.context, participant: chatJid }
  const quoting = write.context === undefined ? {} : { context: write.context }
  switch (write.type) {
    case 'text': {
      const { text } = write
      const message = contextInfo ? { extendedTextMessage: { text, contextInfo } } : { conversation: text }
      return { message, content: { type: 'text', text, ...quoting } }
    }
    case 'location': {
      const { location } = write
      const { latitude: degreesLatitude, longitude: degreesLongitude, name, address } = location
      const place = { degreesLatitude, degreesLongitude, name: name ?? null, address: address ?? null }
      const content = { type: 'location', text: screenText({ location }), location, ...quoting }
      return { message: { locationMessage: { ...place, contextInfo: contextInfo ?? null } }, content }
    }
    case 'contacts': {
      const { contacts } = write
      const cards = contacts.map((card) => ({ displayName: screenText({ contacts: [card] }), vcard: vcardOf(card) }))
      const [only] = cards
      const message =
        only && cards.length === 1
          ? { contactMessage: only }
          : { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards } }
      return { message, content: { type: 'contacts', text: screenText({ contacts }), contacts, ...quoting } }
    }
    case 'reaction':
      return reaction(world, realm, write, chatJid)
    case 'button_reply':
    case 'list_reply':
      return choice(world, realm, write)
    default:
      return media(world, realm, write, contextInfo, quoting)
  }
}

function reaction(
  { phones, now }: World,
  realm: string,
  { from, reaction }: Extract<PhoneWrite, { type: 'reaction' }>,
  remoteJid: string,
): Composed {
  const { message_id: id, emoji } = reaction
  const about = phones.message(realm, from, id)
  if (!about) throw new SimulatorRefusal(404, 'MESSAGE_NOT_FOUND', `There is no message ${id} on this phone`)
  const key = { remoteJid, fromMe: about.direction === 'out', id }
  const message = { reactionMessage: { key, text: emoji, senderTimestampMs: now() } }
  return { message, content: { type: 'reaction', text: emoji, reaction: { message_id: id, emoji } } }
}

function choice(
  { phones }: World,
  realm: string,
  { from, to, type, reply }: Extract<PhoneWrite, { reply: unknown }>,
): Composed {
  const { of, choice } = chosen(phones.messages(realm, from), to, type, reply)
  const { id, title, description } = choice
  const contextInfo = { stanzaId: of.id }
  const message: proto.IMessage =
    type === 'button_reply'
      ? { buttonsResponseMessage: { selectedButtonId: id, selectedDisplayText: title, type: 1, contextInfo } }
      : {
          listResponseMessage: {
            title,
            description: description ?? null,
            listType: 1,
            singleSelectReply: { selectedRowId: id },
            contextInfo,
          },
        }
  return { message, content: { type: 'interactive', text: title, reply: choice, context: of.id } }
}

async function media(
  { media: hosts, phones, now }: World,
  realm: string,
  { type, media }: Extract<PhoneWrite, { media: unknown }>,
  contextInfo: proto.IContextInfo | undefined,
  quoting: { context?: string },
): Promise<Composed> {
  const { bytes, mime, caption, filename, voice, animated } = media
  const { sealed, ...secret } = await sealMedia(type, bytes)
  const directPath = await hosts.put(realm, sealed)
  const file = await phones.shelf.putWhole(realm, bytes)
  const common = {
    ...secret,
    directPath,
    url: `https://mmg.whatsapp.net${directPath}`,
    mimetype: mime,
    fileLength: bytes.length,
    mediaKeyTimestamp: Math.floor(now() / 1000),
    contextInfo: contextInfo ?? null,
  }
  const said = caption === undefined ? {} : { caption }
  const messages: Record<typeof type, proto.IMessage> = {
    image: { imageMessage: { ...common, ...said } },
    video: { videoMessage: { ...common, ...said } },
    audio: { audioMessage: { ...common, ptt: voice ?? false, seconds: 1 } },
    document: { documentMessage: { ...common, ...said, fileName: filename ?? 'file', title: filename ?? 'file' } },
    sticker: { stickerMessage: { ...common, isAnimated: animated ?? false } },
  }
  const shown = {
    mime,
    size: file.size,
    sha256: file.sha256,
    file: file.key,
    ...(filename !== undefined && { filename }),
    ...(type === 'audio' && { voice: voice ?? false }),
    ...(type === 'sticker' && { animated: animated ?? false }),
  }
  return { message: messages[type], content: { type, text: caption ?? '', media: shown, ...quoting } }
}
