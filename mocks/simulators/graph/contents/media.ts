import type { MediaType } from '../../phone/writes.ts'
import { GraphError } from '../errors.ts'
import { isLonger, isRecord, requireObject, requireText } from '../parameters.ts'
import type { Attachment, SentContent } from './content.ts'

const CAPTION_MAX = 1024
const LINK_MAX = 2048
/** The members of each type; any other is refused by name. */
const MEMBERS: Readonly<Record<MediaType, readonly string[]>> = {
  image: ['id', 'link', 'caption'],
  video: ['id', 'link', 'caption'],
  audio: ['id', 'link', 'voice'],
  document: ['id', 'link', 'caption', 'filename'],
  sticker: ['id', 'link'],
}

export function isMediaType(type: unknown): type is MediaType {
  return typeof type === 'string' && Object.hasOwn(MEMBERS, type)
}

export function readMedia(type: MediaType, value: unknown): SentContent {
  const media = requireObject(value, type)
  const unknown = Object.keys(media).find((member) => !MEMBERS[type].includes(member))
  if (unknown !== undefined)
    throw new GraphError(100, { message: `(#100) Unexpected key "${unknown}" on param "${type}".` })
  const attachment = readAttachment(type, media)
  const { caption } = media
  if (caption !== undefined && (typeof caption !== 'string' || isLonger(caption, CAPTION_MAX))) {
    throw new GraphError(100, {
      message: `(#100) Param ${type}['caption'] must be at most ${CAPTION_MAX} characters long.`,
    })
  }
  return { type, text: caption ?? '', category: 'service', screen: {}, attachment }
}

/** Exactly one of `id` and `link`. */
export function readAttachment(kind: MediaType, value: unknown): Attachment {
  const { id, link, filename, voice } = isRecord(value) ? value : {}
  if ((id === undefined) === (link === undefined)) {
    throw new GraphError(100, { message: `(#100) Param ${kind} must have exactly one of id and link.` })
  }
  if (link !== undefined && !isAddress(requireText(link, `${kind}.link`))) {
    throw new GraphError(100, { message: `(#100) Param ${kind}['link'] is not a valid URL.` })
  }
  if (voice !== undefined && typeof voice !== 'boolean')
    throw new GraphError(131009, { details: 'voice is true or false' })
  return {
    kind,
    id: id === undefined ? undefined : requireText(typeof id === 'number' ? String(id) : id, `${kind}.id`),
    link: link as string | undefined,
    filename: filename === undefined ? undefined : requireText(filename, `${kind}.filename`),
    voice,
  }
}

function isAddress(text: string): boolean {
  return text.length <= LINK_MAX && /^https?:\/\//i.test(text) && URL.canParse(text)
}
