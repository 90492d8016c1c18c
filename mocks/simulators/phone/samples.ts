import type { MediaType } from './writes.ts'

/** What a person sends who was told to send a picture but not which: small files that are what they say. */
export function sampleOf(type: MediaType): { bytes: Buffer; mime: string; filename?: string | undefined } {
  const { mime, base64, filename } = SAMPLES[type]
  return { bytes: Buffer.from(base64, 'base64'), mime, filename }
}

const SAMPLES: Readonly<Record<MediaType, { mime: string; base64: string; filename?: string }>> = {
  image: {
    mime: 'image/jpeg',
    base64:
      '/9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKgAhd//2Q==',
  },
  video: { mime: 'video/mp4', base64: 'AAAAGGZ0eXBpc29tAAACAGlzb21tcDQxAAAACG1kYXQ=' },
  audio: {
    mime: 'audio/ogg; codecs=opus',
    base64: 'T2dnUwACAAAAAAAAAAABAAAAAAAAAOHl1jEBE09wdXNIZWFkAQE4AYC7AAAAAAA=',
  },
  document: {
    mime: 'application/pdf',
    filename: 'sample.pdf',
    base64: Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
    ).toString('base64'),
  },
  sticker: { mime: 'image/webp', base64: 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==' },
}
