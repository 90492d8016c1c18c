/** What a picture is by its first bytes; undefined for what is none of these. */
export function recognize(bytes: Buffer): PictureType | undefined {
  for (const [type, starts] of signatures) if (starts(bytes)) return type
  return undefined
}

export type PictureType = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'bmp' | 'svg'

const signatures: [PictureType, (bytes: Buffer) => boolean][] = [
  ['jpeg', (bytes) => begins(bytes, 'ffd8ff')],
  ['png', (bytes) => begins(bytes, '89504e470d0a1a0a')],
  ['gif', (bytes) => /^GIF8[79]a/.test(latin(bytes, 0, 6))],
  ['webp', (bytes) => latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP'],
  ['tiff', (bytes) => begins(bytes, '49492a00') || begins(bytes, '4d4d002a')],
  ['bmp', (bytes) => latin(bytes, 0, 2) === 'BM' && bytes.length > 26],
  ['svg', isSvg],
]

function begins(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).equals(Buffer.from(hex, 'hex'))
}

function latin(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, to)
}

/** Its first element, after declarations and comments. */
function isSvg(bytes: Buffer): boolean {
  const text = bytes.toString('utf8', 0, 4096).replace(/^\uFEFF/, '')
  const rest = text.replace(/^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\])?\s*>)+/i, '')
  return /^<(?:svg:)?svg[\s>/]/i.test(rest)
}
