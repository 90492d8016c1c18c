import type { MediaKind } from '../messages/content.ts'

const mebibyte = 1024 * 1024

/** What WhatsApp takes of each kind. Meta's limits; linked devices are held to the same ones. */
export const mediaLimits: Record<MediaKind, { sizeMax: number; mimes: readonly string[] }> = {
  image: { sizeMax: 5 * mebibyte, mimes: ['image/jpeg', 'image/png'] },
  video: { sizeMax: 16 * mebibyte, mimes: ['video/mp4', 'video/3gpp'] },
  audio: {
    sizeMax: 16 * mebibyte,
    mimes: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'],
  },
  document: {
    sizeMax: 100 * mebibyte,
    mimes: [
      'application/pdf',
      'text/plain',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
  /** Animated; a still one over 100 KB is refused by WhatsApp. */
  sticker: { sizeMax: 500 * 1024, mimes: ['image/webp'] },
}

/** The largest medium there is. */
export const mediumSizeMax = mediaLimits.document.sizeMax

/** Every type that may be uploaded. */
export const mediaTypes: readonly string[] = Object.values(mediaLimits).flatMap(({ mimes }) => mimes)

/** What a medium of this type can be sent as; undefined for a type WhatsApp does not take. Parameters do not count. */
export function kindOfMime(mime: string): MediaKind | undefined {
  const [essence = ''] = mime.split(';')
  const wanted = essence.trim().toLowerCase()
  const kinds = Object.keys(mediaLimits) as MediaKind[]
  return kinds.find((kind) => mediaLimits[kind].mimes.includes(wanted))
}
