import { PictureUnusable } from '../../domain/ports/pictures.ts'

export type Sharp = typeof import('sharp').default

let loading: Promise<Sharp> | undefined

/** sharp, imported at the first picture: a process that converts none never pays for it (20 MB). */
export function loadSharp(): Promise<Sharp> {
  loading ??= importSharp()
  return loading
}

/** How many pictures are worked on at once is decided here, not by a pool of threads for each. */
async function importSharp(): Promise<Sharp> {
  try {
    const { default: sharp } = await import('sharp')
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  } catch (error) {
    // Its binary is of another platform, or was never installed.
    throw new PictureUnusable('busy', 'pictures cannot be converted on this server', error)
  }
}
