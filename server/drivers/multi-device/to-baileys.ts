import type { Readable } from 'node:stream'
import type { AnyMessageContent, WAMessageKey } from 'baileys'
import type { Content, MediaContent } from '../../domain/messages/content.ts'
import { toVcard } from './to-vcard.ts'

/** What a content needs beside itself. */
export interface Surroundings {
  /** The message a reaction is about, as this chat knows it; undefined for an id no message can have. */
  keyOf(wamid: string): WAMessageKey | undefined
  medium?: { stream: Readable; mime: string; filename: string | null }
}

/** A content as Baileys sends it; undefined for what linked devices cannot send, or not about this message. */
export function toBaileys(content: Content, surroundings: Surroundings): AnyMessageContent | undefined {
  switch (content.type) {
    case 'text':
      return { text: content.text, linkPreview: content.previewUrl ? previewOf(content.text) : null }
    case 'location': {
      const { latitude, longitude, name, address } = content
      const place = { ...(name !== undefined && { name }), ...(address !== undefined && { address }) }
      return { location: { degreesLatitude: latitude, degreesLongitude: longitude, ...place } }
    }
    case 'contacts': {
      const contacts = content.contacts.map((card) => ({ displayName: card.name.formatted, vcard: toVcard(card) }))
      const displayName = contacts.length === 1 ? contacts[0]?.displayName : `${contacts.length} contacts`
      return { contacts: { displayName: displayName ?? '', contacts } }
    }
    case 'reaction': {
      const key = surroundings.keyOf(content.messageId)
      return key && { react: { text: content.emoji, key } }
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return surroundings.medium && toMedia(content, surroundings.medium)
    default:
      return undefined
  }
}

/** Linked devices fetch no page for a preview: it shows where the link leads, no more. */
function previewOf(text: string) {
  const [link = ''] = /https?:\/\/[^\s<>"]+/i.exec(text) ?? []
  if (!URL.canParse(link)) return null
  return { 'canonical-url': link, 'matched-text': link, title: new URL(link).hostname }
}

type Medium = NonNullable<Surroundings['medium']>

function toMedia(content: MediaContent, { stream, mime, filename }: Medium): AnyMessageContent {
  const caption = content.caption === undefined ? {} : { caption: content.caption }
  switch (content.type) {
    case 'image':
      return { image: { stream }, mimetype: mime, ...nothing('jpegThumbnail'), ...caption }
    case 'video':
      return { video: { stream }, mimetype: mime, ...nothing('jpegThumbnail'), ...caption }
    case 'audio': {
      const voice = content.voice === true
      const codec = voice ? voiceMime(mime) : mime
      return { audio: { stream }, mimetype: codec, ptt: voice, ...nothing('seconds'), ...nothing('waveform') }
    }
    case 'document':
      return { document: { stream }, mimetype: mime, fileName: content.filename ?? filename ?? 'file', ...caption }
    case 'sticker':
      return { sticker: { stream }, mimetype: mime }
  }
}

/** Where one is missing, Baileys writes the medium to a public folder in clear, and starts programs, to work it out. */
function nothing<Name extends string>(name: Name): Record<Name, never> {
  return { [name]: null } as Record<Name, never>
}

/** Phones play a voice message only when its codec is named. */
function voiceMime(mime: string): string {
  return mime === 'audio/ogg' ? 'audio/ogg; codecs=opus' : mime
}
