import type { MediaType } from '../phone/writes.ts'

const MB = 1024 * 1024

/** What Meta takes of each type, and how large. */
export const MEDIA_TYPES: Readonly<Record<MediaType, { sizeMax: number; mimes: readonly string[] }>> = {
  image: { sizeMax: 5 * MB, mimes: ['image/jpeg', 'image/png'] },
  video: { sizeMax: 16 * MB, mimes: ['video/mp4', 'video/3gpp'] },
  audio: {
    sizeMax: 16 * MB,
    mimes: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'],
  },
  document: {
    sizeMax: 100 * MB,
    mimes: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
  sticker: { sizeMax: 500 * 1024, mimes: ['image/webp'] },
}

/** A still sticker may be less than an animated one. */
const STILL_STICKER_MAX = 100 * 1024

/** The media type without its parameters, in lower case. */
export function essenceOf(mime: string): string {
  const [essence = ''] = mime.split(';')
  return essence.trim().toLowerCase()
}

export function kindOf(mime: string): MediaType | undefined {
  const kinds = Object.keys(MEDIA_TYPES) as MediaType[]
  return kinds.find((kind) => MEDIA_TYPES[kind].mimes.includes(essenceOf(mime)))
}

/** Why a file cannot be shown as this type; undefined when it can. Documents may be of any type. */
export function mediaObjection(
  kind: MediaType,
  { mime, size, start }: { mime: string; size: number; start?: Buffer | undefined },
): string | undefined {
  const { mimes, sizeMax } = MEDIA_TYPES[kind]
  const essence = essenceOf(mime)
  if (kind !== 'document' && !mimes.includes(essence)) return `Unsupported ${kind} mime type ${essence}`
  const max = kind === 'sticker' && start && !isAnimatedWebp(start) ? STILL_STICKER_MAX : sizeMax
  return size > max ? `The ${kind} has ${size} bytes, the most is ${max}` : undefined
}

/** By the flag of a VP8X header. */
export function isAnimatedWebp(start: Buffer): boolean {
  return start.toString('latin1', 8, 16) === 'WEBPVP8X' && ((start[20] ?? 0) & 2) !== 0
}
