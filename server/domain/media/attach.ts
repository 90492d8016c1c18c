import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { MediaKind, MediaSource } from '../messages/content.ts'
import type { Bytes } from '../ports/blobs.ts'
import { AddressUnusable, MediumUnusable } from '../ports/outgoing-media.ts'
import { type Picture, type PictureProblem, PictureUnusable } from '../ports/pictures.ts'
import { type AttachmentProblem, Refusal } from '../refusals.ts'
import { mediaLimits, mediumSizeMax } from './limits.ts'
import { canonicalMime, extensionOf, mimeOfName, saysNothing } from './mime.ts'
import { dropStaged, finishUpload, keepingHead, type StagedMedium } from './upload.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'blobs' | 'mediaOf' | 'fetchLink' | 'pictures'>

/** A file as an integrator gave it with a message. */
export interface Attachment {
  kind: MediaKind
  from: { url: string } | { mime: string; bytes: Uint8Array }
  /** Without the end that says its type. */
  name?: string | undefined
  /** What it is, where nothing else says so: `pdf`. */
  extension?: string | undefined
  /** Whether a drawing may stand for an image. */
  svg: boolean
}

/** Still stickers that did not come as a WebP. */
const stillStickerMax = 100 * 1024

/**
 * Fetches a file, makes of a picture what WhatsApp shows, and puts it where the channel's messages find it. Nothing but what is
 * fetched passes through the disk, and a picture is in memory while it is converted.
 * Refusals: `attachment_unusable`, `channel_disconnected`.
 */
export async function attach(
  context: Tools,
  channel: Channel,
  attachment: Attachment,
): Promise<{ media: MediaSource; filename: string | null }> {
  try {
    const { kind } = attachment
    const given = await opened(context, attachment)
    const isPicture = kind === 'image' || kind === 'sticker'
    const { mime, staged } = isPicture
      ? await converted(context, channel, attachment, given.bytes)
      : await passedOn(context, channel, attachment, given)
    const filename = nameOf(attachment, given.filename, mime)
    const { id } = await uploaded(() => finishUpload(context, channel, { mime, filename }, staged))
    const origin = 'url' in attachment.from ? { origin: attachment.from.url } : {}
    return { media: { by: 'id', id, ...origin }, filename }
  } catch (error) {
    if (error instanceof Unusable) throw refusal(context, error.problem, error.message, error.cause)
    throw error
  }
}

/** What is wrong with a file that was to be sent with a message, for callers that see it themselves. */
export function refusal(
  { clock }: Pick<Context, 'clock'>,
  problem: AttachmentProblem,
  why: string,
  cause?: unknown,
): Refusal {
  return Refusal.of('attachment_unusable', { problem, why, at: clock.now() }, cause)
}

interface Given {
  mime: string | null
  filename: string | null
  bytes: Bytes
}

async function opened({ fetchLink }: Tools, { from }: Attachment): Promise<Given> {
  if ('bytes' in from) return { mime: from.mime, filename: null, bytes: once(from.bytes) }
  const { mime, size, filename, bytes } = await fetchLink(from.url).catch(fetchFailed)
  if (size === null || size <= mediumSizeMax) return { mime, filename, bytes }
  // Nobody reads it: the connection is let go.
  await bytes[Symbol.asyncIterator]().return?.()
  throw tooLarge(mediumSizeMax)
}

/** As it came, when WhatsApp takes its type. */
async function passedOn(context: Tools, channel: Channel, { kind, extension }: Attachment, given: Given) {
  const { mimes, sizeMax } = mediaLimits[kind]
  const byName = mimeOfName(`.${extension}`) ?? mimeOfName(given.filename)
  const mime = canonicalMime(saysNothing(given.mime) ? (byName ?? 'application/octet-stream') : given.mime)
  if (!mimes.includes(mime)) {
    await given.bytes[Symbol.asyncIterator]().return?.()
    throw new Unusable('type_not_allowed', `${mime} cannot be sent as ${kind}; allowed are ${mimes.join(', ')}`)
  }
  return { mime, staged: await stage(context, channel, given.bytes, sizeMax) }
}

async function converted(context: Tools, channel: Channel, { kind, svg }: Attachment, bytes: Bytes) {
  const { blobs, pictures } = context
  const original = await stage(context, channel, bytes, mediumSizeMax)
  let picture: Picture
  try {
    const source = stored(async () => blobs.get(channel.company, original.id))
    picture =
      kind === 'sticker'
        ? await pictures.toSticker(source, { stillMax: stillStickerMax, webpMax: mediaLimits.sticker.sizeMax })
        : await pictures.toImage(source, { svg })
  } catch (error) {
    if (!(error instanceof PictureUnusable)) throw error
    throw new Unusable(problems[error.problem], error.message, error)
  } finally {
    await dropStaged(context, channel.company, original)
  }
  const { sizeMax } = mediaLimits[kind]
  return { mime: picture.mime, staged: await stage(context, channel, once(picture.bytes), sizeMax) }
}

const problems: Record<PictureProblem, AttachmentProblem> = {
  type: 'type_not_allowed',
  size: 'too_large',
  broken: 'conversion_failed',
  busy: 'processing_failed',
}

async function stage(
  { blobs, clock }: Tools,
  { company }: Channel,
  bytes: Bytes,
  sizeMax: number,
): Promise<StagedMedium> {
  const head: Uint8Array[] = []
  const at = clock.now()
  const staged = await blobs.put(company, keepingHead(bytes, head), { sizeMax, at }).catch(fetchFailed)
  if (!staged) throw tooLarge(sizeMax)
  if (staged.size > 0) return { ...staged, head: Buffer.concat(head) }
  await blobs.delete(company, staged.id)
  throw new Unusable('type_not_allowed', 'it is empty')
}

/** What breaks while bytes come lies with whoever sends them. */
function fetchFailed(error: unknown): never {
  if (error instanceof AddressUnusable) throw new Unusable('invalid_url', error.message, error)
  if (error instanceof MediumUnusable) throw new Unusable('download_failed', error.message, error)
  throw error
}

async function uploaded<Medium>(upload: () => Promise<Medium>): Promise<Medium> {
  try {
    return await upload()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.is('upstream_refused'))
      throw new Unusable('upload_failed', error.facts.details ?? error.facts.title, error)
    if (error.is('media_type_mismatch')) throw new Unusable('type_not_allowed', `it is no ${error.facts.mime}`, error)
    if (error.is('upstream_unavailable')) throw new Unusable('upload_failed', error.facts.why, error)
    throw error
  }
}

/** With the end of its type, once. */
function nameOf({ kind, name, extension }: Attachment, fetched: string | null, mime: string): string | null {
  if (name === undefined) return kind === 'document' ? fetched : null
  const end = extension?.replace(/^\./, '') ?? extensionOf(mime)
  return end === undefined || name.toLowerCase().endsWith(`.${end.toLowerCase()}`) ? name : `${name}.${end}`
}

function tooLarge(sizeMax: number): Unusable {
  return new Unusable('too_large', `it has more than ${sizeMax} bytes`)
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes
}

/** Read when its turn has come. */
async function* stored(get: () => Promise<Bytes | undefined>): Bytes {
  const bytes = await get()
  if (!bytes) throw new Error('a blob is gone right after it was put')
  yield* bytes
}

class Unusable extends Error {
  readonly problem: AttachmentProblem

  constructor(problem: AttachmentProblem, message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}
