import { type FetchLink, MediumUnusable } from '../../server/domain/ports/outgoing-media.ts'
import { sampleOf } from '../simulators/phone/samples.ts'
import type { MediaType } from '../simulators/phone/writes.ts'

/** Names nobody can have but for documentation: the samples of the documents work without the internet. `.invalid` is left to fail. */
const documentation = /(^|\.)(example\.(com|net|org|edu)|example|test)$/i

/**
 * Files stand at every address of the documentation, of the type the address ends with; `404.*` is missing, and `6-megabytes.*` has so many.
 */
export function withSampleFiles(next: FetchLink): FetchLink {
  return async (url) => {
    if (!URL.canParse(url)) return next(url)
    const { hostname, pathname } = new URL(url)
    const filename = decodeURIComponent(pathname.split('/').at(-1) ?? '')
    const type = byExtension[filename.split('.').at(-1)?.toLowerCase() ?? '']
    if (!documentation.test(hostname) || type === undefined) return next(url)
    if (filename.startsWith('404.')) throw new MediumUnusable('its link answers 404')
    const { bytes: sample, mime } = sampleOf(type)
    // What follows the end of a picture is no part of it, and is sent along.
    const bytes = filename.startsWith('6-megabytes.') ? Buffer.concat([sample, Buffer.alloc(6 * 1024 * 1024)]) : sample
    const [essence = mime] = mime.split(';')
    return { mime: essence, size: bytes.length, filename, bytes: once(bytes) }
  }
}

const byExtension: Record<string, MediaType> = {
  jpg: 'image',
  jpeg: 'image',
  png: 'image',
  webp: 'sticker',
  mp4: 'video',
  ogg: 'audio',
  mp3: 'audio',
  pdf: 'document',
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
