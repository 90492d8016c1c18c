import { PictureUnusable } from '../../domain/ports/pictures.ts'

/** Red, green and blue of each pixel, the first row at the top. Its fourth byte is no transparency one could rely on. */
export interface Pixels {
  data: Buffer
  width: number
  height: number
  channels: 3
}

/** JavaScript reads them, which holds up everybody else meanwhile: less than 0.2 s. */
const plainPixelsMax = 16_000_000
const packedPixelsMax = 1_000_000

/** Reads what nearly every BMP is, whole pixels without compression, and leaves the rest (palettes, 16 bits, RLE) to a library. */
export async function decodeBmp(bytes: Buffer): Promise<Pixels> {
  const width = bytes.readInt32LE(18)
  const signedHeight = bytes.readInt32LE(22)
  const height = Math.abs(signedHeight)
  const bits = bytes.readUInt16LE(28)
  const isPlain = bytes.readUInt32LE(30) === 0 && (bits === 24 || bits === 32)
  const pixelsMax = isPlain ? plainPixelsMax : packedPixelsMax
  // Looked at first: whoever decodes takes the memory that the header asks for.
  if (width <= 0 || width * height > pixelsMax) {
    throw new PictureUnusable('size', `it has more than ${pixelsMax} pixels`)
  }
  if (isPlain)
    return { ...plain(bytes, { width, height, bits, bottomUp: signedHeight > 0 }), width, height, channels: 3 }
  const { decode } = await import('bmp-ts')
  const { data } = decode(bytes)
  return { data: fromAbgr(data), width, height, channels: 3 }
}

interface Plain {
  width: number
  height: number
  bits: number
  bottomUp: boolean
}

function plain(bytes: Buffer, { width, height, bits, bottomUp }: Plain): { data: Buffer } {
  const start = bytes.readUInt32LE(10)
  const step = bits / 8
  const stride = Math.ceil((width * step) / 4) * 4
  if (start + stride * (height - 1) + width * step > bytes.length) throw new Error('it ends early')
  const data = Buffer.allocUnsafe(width * height * 3)
  let to = 0
  for (let y = 0; y < height; y += 1) {
    let from = start + stride * (bottomUp ? height - 1 - y : y)
    for (let x = 0; x < width; x += 1, from += step, to += 3) {
      data[to] = bytes[from + 2] as number
      data[to + 1] = bytes[from + 1] as number
      data[to + 2] = bytes[from] as number
    }
  }
  return { data }
}

/** The order in which the library has them, whatever it is asked for. */
function fromAbgr(abgr: Buffer): Buffer {
  const data = Buffer.allocUnsafe((abgr.length / 4) * 3)
  for (let from = 0, to = 0; from < abgr.length; from += 4, to += 3) {
    data[to] = abgr[from + 3] as number
    data[to + 1] = abgr[from + 2] as number
    data[to + 2] = abgr[from + 1] as number
  }
  return data
}
