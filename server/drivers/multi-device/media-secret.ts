import type { proto } from 'baileys'
import type { MediaKind } from '../../domain/messages/content.ts'

/** Where a received file is, how it is opened, and what it must be. */
export interface MediaSecret {
  directPath: string
  mediaKey: Buffer
  fileSha256: Buffer
  fileEncSha256: Buffer
  size: number
  mime: string
  filename: string | null
}

/** The file of a message, and what a webhook says of it. A message that does not say where its file is has none. */
export function mediaIn(
  message: proto.IMessage,
):
  | { kind: MediaKind; member: Record<string, unknown>; secret: (MediaSecret & { kind: MediaKind }) | null }
  | undefined {
  for (const [field, kind] of Object.entries(kinds)) {
    const media = message[field as keyof typeof kinds] as Media | null | undefined
    if (media) return { kind, member: memberOf(kind, media), secret: secretOf(kind, media) }
  }
  return undefined
}

type Media = proto.Message.IImageMessage &
  Pick<proto.Message.IDocumentMessage, 'fileName'> &
  Pick<proto.Message.IAudioMessage, 'ptt'> &
  Pick<proto.Message.IStickerMessage, 'isAnimated'>

const kinds = {
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'video',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
} as const satisfies Partial<Record<keyof proto.IMessage, MediaKind>>

function memberOf(kind: MediaKind, media: Media): Record<string, unknown> {
  const { mimetype, fileSha256, caption, fileName, ptt, isAnimated } = media
  return {
    mime_type: mimetype ?? 'application/octet-stream',
    ...(fileSha256 && { sha256: Buffer.from(fileSha256).toString('hex') }),
    ...(caption && { caption }),
    ...(kind === 'document' && fileName && { filename: fileName }),
    ...(kind === 'audio' && { voice: ptt === true }),
    ...(kind === 'sticker' && { animated: isAnimated === true }),
  }
}

function secretOf(kind: MediaKind, media: Media): (MediaSecret & { kind: MediaKind }) | null {
  const { directPath, mediaKey, fileSha256, fileEncSha256, fileLength, mimetype, fileName } = media
  if (!directPath?.startsWith('/') || mediaKey?.length !== 32) return null
  if (fileSha256?.length !== 32 || fileEncSha256?.length !== 32) return null
  const size = Number(fileLength ?? 0)
  return {
    kind,
    directPath,
    mediaKey: Buffer.from(mediaKey),
    fileSha256: Buffer.from(fileSha256),
    fileEncSha256: Buffer.from(fileEncSha256),
    size: Number.isSafeInteger(size) && size > 0 ? size : 0,
    mime: mimetype ?? 'application/octet-stream',
    filename: kind === 'document' ? (fileName ?? null) : null,
  }
}
