import type { Bytes } from './blobs.ts'

/** A picture WhatsApp shows. */
export interface Picture {
  mime: 'image/jpeg' | 'image/png' | 'image/webp'
  bytes: Uint8Array
}

/**
 * Makes of pictures what WhatsApp shows. What they are is told by their content. JPEG, PNG, GIF, WebP, TIFF and BMP are read; of
 * more than one picture in a file the first counts. Throws `PictureUnusable`, and whatever the source throws.
 */
export interface Pictures {
  /** A JPEG or PNG: those stay as they are; what is transparent becomes a PNG, all else a JPEG. With `svg`, a drawing becomes a PNG of at most 1024 × 1024. */
  toImage(bytes: Bytes, options: { svg: boolean }): Promise<Picture>
  /** A WebP of 512 × 512, transparent where the picture is not square. One that moves goes on moving when it comes as a WebP. */
  toSticker(bytes: Bytes, limits: StickerLimits): Promise<Picture>
}

/** How large a sticker may become. */
export interface StickerLimits {
  stillMax: number
  /** Of what came as a WebP, moving or not. */
  webpMax: number
}

/** Why a picture cannot be used: it is none of those that are read, larger than is allowed, broken, or nobody has time for it. */
export type PictureProblem = 'type' | 'size' | 'broken' | 'busy'

/** The message says why to the integrator. */
export class PictureUnusable extends Error {
  readonly problem: PictureProblem

  constructor(problem: PictureProblem, message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}
