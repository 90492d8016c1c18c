import type { Sharp as Pipeline, SharpOptions } from 'sharp'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { type Picture, type Pictures, PictureUnusable, type StickerLimits } from '../../domain/ports/pictures.ts'
import { decodeBmp } from './bmp.ts'
import { loadSharp, type Sharp } from './load-sharp.ts'
import { type PictureType, recognize } from './recognize.ts'
import { createSlots } from './slots.ts'

export interface PicturesOptions {
  /** Pictures that are converted at once, and those that may wait. */
  atOnce?: number
  waitingMax?: number
}

/** Against files that are small and become large. */
const pixelsMax = 50_000_000
const framesMax = 300
const secondsMax = 20
const drawingSide = 1024
const stickerSide = 512
const clear = { r: 0, g: 0, b: 0, alpha: 0 }
/** Tried in turn until a sticker is small enough. */
const qualities = [90, 75, 60, 45, 30, 15]

/** Converts with sharp. A picture is in memory only while it has its turn. */
export function createPictures({ atOnce = 2, waitingMax = 64 }: PicturesOptions = {}): Pictures {
  const inSlot = createSlots({ atOnce, waitingMax })

  /** The file, with what it is and a way to read it. */
  async function opened<Made>(source: Bytes, make: (opened: Opened) => Promise<Made>): Promise<Made> {
    return inSlot(async () => {
      const bytes = await whole(source)
      const type = recognize(bytes)
      if (type === undefined) throw new PictureUnusable('type', 'it is no picture of a known type')
      const sharp = await loadSharp()
      try {
        return await make({ sharp, bytes, type, read: await reader(sharp, bytes, type) })
      } catch (error) {
        throw error instanceof PictureUnusable ? error : unreadable(error, type)
      }
    })
  }

  return {
    toImage: (source, { svg }) =>
      opened(source, async ({ bytes, type, read }) => {
        if (type === 'svg') return svg ? await drawn(read, bytes) : refused('an SVG cannot be sent as a picture')
        if (type === 'jpeg' || type === 'png') return await untouched(read, bytes, type)
        return await shown(read)
      }),
    toSticker: (source, limits) =>
      opened(source, async ({ bytes, type, read }) =>
        type === 'svg' ? refused('an SVG cannot be sent as a sticker') : sticker(read, bytes, type, limits),
      ),
  }
}

interface Opened {
  sharp: Sharp
  bytes: Buffer
  type: PictureType
  read: Read
}

type Read = (options?: SharpOptions) => Pipeline

async function reader(sharp: Sharp, bytes: Buffer, type: PictureType): Promise<Read> {
  const common = { limitInputPixels: pixelsMax, failOn: 'error' } as const
  if (type !== 'bmp') return (options) => sharp(bytes, { ...common, ...options }).timeout({ seconds: secondsMax })
  const { data, ...raw } = await decodeBmp(bytes)
  return () =>
    sharp(data, { ...common, raw })
      .removeAlpha()
      .timeout({ seconds: secondsMax })
}

/** Meta shows these as they are, save those that no browser would show: they are made anew. */
async function untouched(read: Read, bytes: Buffer, type: 'jpeg' | 'png'): Promise<Picture> {
  const { space, depth } = await read().metadata()
  // Decoded once, small: a file that breaks off in the middle is not for a customer.
  await read().resize(16).raw().toBuffer()
  if (depth !== 'uchar' || (space !== 'srgb' && space !== 'b-w')) return shown(read)
  return { mime: `image/${type}`, bytes }
}

async function shown(read: Read): Promise<Picture> {
  const { hasAlpha } = await read().metadata()
  const upright = read().autoOrient().toColourspace('srgb')
  if (hasAlpha && !(await read().stats()).isOpaque) return { mime: 'image/png', bytes: await upright.png().toBuffer() }
  return { mime: 'image/jpeg', bytes: await upright.jpeg({ quality: 90 }).toBuffer() }
}

/** Drawn at the size it is needed in: enlarged pixels would be blurred. */
async function drawn(read: Read, bytes: Buffer): Promise<Picture> {
  const { width, height } = await read({ limitInputPixels: false }).metadata()
  const density = Math.min(Math.max((72 * drawingSide) / Math.max(width, height), 1), 100_000)
  if (bytes.length > 5_000_000) throw new PictureUnusable('size', 'a drawing has at most 5000000 bytes')
  const side = { width: drawingSide, height: drawingSide, fit: 'inside' } as const
  return { mime: 'image/png', bytes: await read({ density }).resize(side).png().toBuffer() }
}

async function sticker(
  read: Read,
  bytes: Buffer,
  type: PictureType,
  { stillMax, webpMax }: StickerLimits,
): Promise<Picture> {
  const { width, height, pages = 1 } = await read().metadata()
  const moves = type === 'webp' && pages > 1
  if (pages > framesMax && moves) throw new PictureUnusable('size', `it has more than ${framesMax} frames`)
  const wanted = moves ? webpMax : stillMax
  const fits = type === 'webp' && width === stickerSide && height === stickerSide && bytes.length <= wanted
  if (fits) return { mime: 'image/webp', bytes }
  const square = read({ animated: moves })
    .autoOrient()
    .resize({ width: stickerSide, height: stickerSide, fit: 'contain', background: clear })
  let made = Buffer.alloc(0)
  for (const quality of qualities) {
    made = await square.clone().webp({ quality, effort: 4 }).toBuffer()
    if (made.length <= wanted) return { mime: 'image/webp', bytes: made }
  }
  if (type === 'webp' && made.length <= webpMax) return { mime: 'image/webp', bytes: made }
  throw new PictureUnusable('size', `as a sticker it has more than ${type === 'webp' ? webpMax : stillMax} bytes`)
}

function refused(why: string): never {
  throw new PictureUnusable('type', why)
}

function unreadable(error: unknown, type: PictureType): PictureUnusable {
  const isBomb = error instanceof Error && /pixel limit/i.test(error.message)
  if (isBomb) return new PictureUnusable('size', `it has more than ${pixelsMax} pixels`, error)
  return new PictureUnusable('broken', `it is no ${type.toUpperCase()} that can be read`, error)
}

async function whole(source: Bytes): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks)
}
