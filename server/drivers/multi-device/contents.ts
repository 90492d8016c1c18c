import { Readable } from 'node:stream'
import type { proto, WAMessageKey } from 'baileys'
import type { CompanyId, MessageId } from '../../domain/ids.ts'
import type { Content, MediaContent } from '../../domain/messages/content.ts'
import type { Bytes } from '../../domain/ports/blobs.ts'
import type { Outgoing } from '../../domain/ports/line.ts'
import type { OpenMedium } from '../../domain/ports/outgoing-media.ts'
import type { Baileys } from './load-baileys.ts'
import { createOggClock } from './ogg-duration.ts'
import { silentLogger } from './silent-logger.ts'
import type { CompanionSocket } from './socket.ts'
import { toBaileys } from './to-baileys.ts'
import { readWamid } from './wamid.ts'

export interface ContentParts {
  baileys: Baileys
  company: CompanyId
  openMedium: OpenMedium
}

/** Makes messages out of contents; media are uploaded to WhatsApp once, however often the message itself is tried. */
export interface Contents {
  /** Undefined for what linked devices cannot send. Throws `MediumUnusable`, and whatever keeps an upload from succeeding. */
  make(socket: CompanionSocket, jid: string, message: Outgoing): Promise<proto.IMessage | undefined>
  /** The message needs no second attempt. */
  forget(id: MessageId): void
}

export function createContents(parts: ContentParts): Contents {
  const uploads = new Map<MessageId, Promise<proto.IMessage>>()

  function uploaded(socket: CompanionSocket, { id }: Outgoing, content: MediaContent): Promise<proto.IMessage> {
    const known = uploads.get(id)
    if (known) return known
    const upload = uploadMedium(parts, socket, content)
    uploads.set(id, upload)
    upload.catch(() => uploads.delete(id))
    const [oldest] = uploads.keys()
    if (uploads.size > uploadsMax && oldest !== undefined) uploads.delete(oldest)
    return upload
  }

  return {
    async make(socket, jid, message) {
      const { content } = message
      return isMedia(content) ? uploaded(socket, message, content) : plainContent(parts.baileys, jid, content)
    },
    forget: (id) => uploads.delete(id),
  }
}

/** A content without media, which can be made again at any time. */
export async function plainContent(
  baileys: Baileys,
  jid: string,
  content: Content,
): Promise<proto.IMessage | undefined> {
  const message = toBaileys(content, { keyOf: (wamid) => keyIn(jid, wamid) })
  return message && baileys.generateWAMessageContent(message, { ...generating, upload: noUpload })
}

export function isMedia(content: Content): content is MediaContent {
  return 'media' in content
}

function keyIn(jid: string, wamid: string): WAMessageKey | undefined {
  const named = readWamid(wamid)
  return named && { remoteJid: jid, fromMe: named.sentBy === 'business', id: named.keyId }
}

async function uploadMedium(
  { baileys, company, openMedium }: ContentParts,
  { wire }: CompanionSocket,
  content: MediaContent,
): Promise<proto.IMessage> {
  const { bytes, mime, filename } = await openMedium(company, content.type, content.media)
  const clock = createOggClock()
  const image: Uint8Array[] = []
  const stream = Readable.from(
    passing(bytes, (chunk) => {
      if (content.type === 'audio') clock.pass(chunk)
      if (content.type === 'image') image.push(chunk)
    }),
  )
  const message = toBaileys(content, { keyOf: () => undefined, medium: { stream, mime, filename } })
  if (!message) throw new Error(`no message of a ${content.type}`)
  const made = await baileys.generateWAMessageContent(message, { ...generating, upload: wire.waUploadToServer })
  const seconds = clock.seconds()
  if (made.audioMessage && seconds !== undefined) made.audioMessage.seconds = seconds
  if (made.imageMessage) Object.assign(made.imageMessage, await lookOf(baileys, image))
  return made
}

/** What a phone shows while it fetches an image. Nothing where no library for images is installed, or for what is none. */
async function lookOf(baileys: Baileys, image: Uint8Array[]): Promise<proto.Message.IImageMessage> {
  try {
    const { buffer: jpegThumbnail, original } = await baileys.extractImageThumb(Buffer.concat(image))
    return { jpegThumbnail, width: original.width ?? null, height: original.height ?? null }
  } catch {
    return {}
  }
}

async function* passing(bytes: Bytes, see: (chunk: Uint8Array) => void): Bytes {
  for await (const chunk of bytes) {
    see(chunk)
    yield chunk
  }
}

/** No media cache: what is uploaded once is remembered by its message. */
const generating = { logger: silentLogger, mediaUploadTimeoutMs: 30_000 }
const uploadsMax = 200

async function noUpload(): Promise<never> {
  throw new Error('there is nothing to upload')
}
