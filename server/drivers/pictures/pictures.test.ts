import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { createPictures } from './sharp-pictures.ts'

/** A picture of two colours, left and right, so that what came out can be recognized. */
const red = { r: 220, g: 20, b: 30 }
const blue = { r: 20, g: 40, b: 210 }
const limits = { stillMax: 100 * 1024, webpMax: 500 * 1024 }

function twoColours(width = 60, height = 40, alpha?: number): Sharp {
  const channels = alpha === undefined ? 3 : 4
  const pixels = Buffer.alloc(width * height * channels)
  for (let at = 0; at < width * height; at += 1) {
    const { r, g, b } = at % width < width / 2 ? red : blue
    pixels.set(alpha === undefined ? [r, g, b] : [r, g, b, alpha], at * channels)
  }
  return sharp(pixels, { raw: { width, height, channels } })
}

/** Four bits a pixel, which choose from a palette. */
function packedBmp(): Buffer {
  const rows = Buffer.alloc(40 * 32)
  for (let y = 0; y < 40; y += 1) rows.fill(0x11, y * 32 + 15, y * 32 + 30)
  const head = bmp(60, 0)
  const palette = Buffer.alloc(64)
  palette.set([red.b, red.g, red.r, 0, blue.b, blue.g, blue.r, 0])
  head.writeUInt32LE(118, 10)
  head.writeInt32LE(40, 22)
  head.writeUInt16LE(4, 28)
  return Buffer.concat([head, palette, rows])
}

function bmp(width = 60, height = 40): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4
  const bytes = Buffer.alloc(54 + row * height)
  bytes.write('BM')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const { r, g, b } = x < width / 2 ? red : blue
      bytes.set([b, g, r], 54 + y * row + x * 3)
    }
  }
  return bytes
}

/** Three frames, the first as `twoColours`. */
async function moving(size = 60): Promise<Buffer> {
  const create = (background: typeof red) => ({ width: size, height: size, channels: 3 as const, background })
  const frames = await Promise.all(
    [red, blue, red].map((one) =>
      sharp({ create: create(one) })
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
    .webp({ delay: [100, 100, 100] })
    .toBuffer()
}

const svg = Buffer.from(`<?xml version="1.0"?>
<!-- Made by hand -->
<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">
<rect width="15" height="20" fill="rgb(220,20,30)"/><rect x="15" width="15" height="20" fill="rgb(20,40,210)"/></svg>`)

const pictures = createPictures()

async function* of(bytes: Uint8Array): Bytes {
  yield bytes
}

/** The colours in the middle of the left and of the right half. */
async function colours(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const at = (x: number) => {
    const start = (Math.floor(info.height / 2) * info.width + Math.floor(x * info.width)) * info.channels
    return [...data.subarray(start, start + 3)]
  }
  return [at(0.25), at(0.75)]
}

async function expectTwoColours(bytes: Uint8Array, tolerance = 25) {
  const found = await colours(bytes)
  for (const [index, { r, g, b }] of [red, blue].entries()) {
    const [x = 0, y = 0, z = 0] = found[index] ?? []
    expect(Math.max(Math.abs(x - r), Math.abs(y - g), Math.abs(z - b)), `${found}`).toBeLessThan(tolerance)
  }
}

const formats: Record<string, () => Promise<Buffer>> = {
  'a JPEG': () => twoColours().jpeg().toBuffer(),
  'a PNG': () => twoColours().png().toBuffer(),
  'a GIF': () => twoColours().gif().toBuffer(),
  'a WebP': () => twoColours().webp().toBuffer(),
  'a TIFF': () => twoColours().tiff().toBuffer(),
  'a BMP': async () => bmp(),
  'a BMP of 16 colours': async () => packedBmp(),
  'a BMP of odd width': async () => bmp(61, 40),
}

test.each(Object.entries(formats))('%s becomes an image and a sticker that show the same', async (name, make) => {
  const source = await make()
  const image = await pictures.toImage(of(source), { svg: true })
  expect(image.mime).toBe(name === 'a PNG' ? 'image/png' : 'image/jpeg')
  await expectTwoColours(image.bytes)
  const sticker = await pictures.toSticker(of(source), limits)
  expect(sticker.mime).toBe('image/webp')
  expect(await sharp(sticker.bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 })
  expect(sticker.bytes.length).toBeLessThanOrEqual(limits.stillMax)
  await expectTwoColours(sticker.bytes)
})

test('JPEG and PNG stay as they are', async () => {
  for (const name of ['a JPEG', 'a PNG']) {
    const source = (await formats[name]?.()) ?? Buffer.alloc(0)
    expect(Buffer.from((await pictures.toImage(of(source), { svg: true })).bytes)).toEqual(source)
  }
})

test('what is transparent becomes a PNG, and a sticker is transparent where the picture does not reach', async () => {
  const source = await twoColours(60, 40, 120).webp({ lossless: true }).toBuffer()
  const image = await pictures.toImage(of(source), { svg: true })
  expect([image.mime, (await sharp(image.bytes).metadata()).hasAlpha]).toEqual(['image/png', true])
  const { bytes } = await pictures.toSticker(of(await twoColours().png().toBuffer()), limits)
  const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  expect(data[3]).toBe(0)
})

test('a picture that is stored turned is shown upright', async () => {
  const turned = await twoColours(40, 60).rotate(270).withMetadata({ orientation: 6 }).webp().toBuffer()
  const { width, height } = await sharp((await pictures.toImage(of(turned), { svg: true })).bytes).metadata()
  expect([width, height]).toEqual([40, 60])
})

test('colours and depths no phone shows are made anew: CMYK, 16 bits', async () => {
  const cmyk = await twoColours().toColourspace('cmyk').jpeg().toBuffer()
  const deep = await twoColours().toColourspace('rgb16').png().toBuffer()
  for (const source of [cmyk, deep]) {
    const { bytes } = await pictures.toImage(of(source), { svg: true })
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' })
    // Ink has no such blue.
    await expectTwoColours(bytes, 90)
  }
})

test('a drawing fills a box of 1024 × 1024 and is sharp; as a sticker it is refused', async () => {
  const { mime, bytes } = await pictures.toImage(of(svg), { svg: true })
  expect([mime, await sharp(bytes).metadata()]).toMatchObject(['image/png', { width: 1024, height: 683 }])
  await expectTwoColours(bytes)
  await expect(pictures.toImage(of(svg), { svg: false })).rejects.toMatchObject({ problem: 'type' })
  await expect(pictures.toSticker(of(svg), limits)).rejects.toMatchObject({ problem: 'type' })
})

test('a drawing reads no file and asks for nothing', async () => {
  const reaching =
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">
<image xlink:href="file://${import.meta.filename}" width="10" height="10"/><image href="http://127.0.0.1:1/x.png" width="10" height="10"/></svg>`)
  const { bytes } = await pictures.toImage(of(reaching), { svg: true })
  const { channels } = await sharp(bytes).stats()
  expect(channels.map(({ max }) => max)).toEqual([0, 0, 0, 0])
})

test('a WebP that moves is a sticker that moves, a GIF one that stands still', async () => {
  const moved = await pictures.toSticker(of(await moving()), limits)
  expect(await sharp(moved.bytes).metadata()).toMatchObject({ pages: 3, width: 512, height: 512 })
  const gif = await sharp(await moving(), { animated: true })
    .gif()
    .toBuffer()
  expect((await sharp((await pictures.toSticker(of(gif), limits)).bytes).metadata()).pages ?? 1).toBe(1)
  expect((await pictures.toImage(of(gif), { svg: true })).mime).toBe('image/jpeg')
})

test('a sticker that is one already stays as it is', async () => {
  for (const source of [await moving(512), await twoColours(512, 512).webp().toBuffer()]) {
    expect(Buffer.from((await pictures.toSticker(of(source), limits)).bytes)).toEqual(source)
  }
})

test('a sticker is made smaller until it fits, and refused when nothing helps', async () => {
  const noise = await sharp({
    create: {
      width: 512,
      height: 512,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer()
  const first = await pictures.toSticker(of(noise), limits)
  expect(first.bytes.length).toBeLessThanOrEqual(limits.stillMax)
  const tight = { stillMax: 2_000, webpMax: 1_000_000 }
  await expect(pictures.toSticker(of(noise), tight)).rejects.toMatchObject({ problem: 'size' })
  // What came as a WebP is measured by the larger limit.
  const webp = await sharp(noise).webp({ quality: 100 }).toBuffer()
  expect((await pictures.toSticker(of(webp), tight)).mime).toBe('image/webp')
})

test.each([
  ['text', Buffer.from('Hola'), 'type'],
  ['a page', Buffer.from('<!doctype html><html><svg></svg></html>'), 'type'],
  ['nothing', Buffer.alloc(0), 'type'],
  ['an ICO', Buffer.from('00000100010010100000', 'hex'), 'type'],
  ['a PNG of noise', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)]), 'broken'],
  ['a BMP of noise', Buffer.concat([Buffer.from('BM'), Buffer.alloc(100, 1)]), 'size'],
  ['a BMP that ends early', bmp().subarray(0, 300), 'broken'],
  ['a drawing that ends early', svg.subarray(0, 130), 'broken'],
  ['a PNG that would fill 10 GB', bomb(50_000, 50_000), 'size'],
])('%s is refused for what it is', async (_, bytes, problem) => {
  await expect(pictures.toImage(of(bytes), { svg: true })).rejects.toMatchObject({ problem })
})

test('a JPEG that breaks off in the middle is broken', async () => {
  const source = await twoColours(600, 400).jpeg().toBuffer()
  await expect(pictures.toImage(of(source.subarray(0, source.length / 2)), { svg: true })).rejects.toMatchObject({
    problem: 'broken',
  })
})

test('only a few are converted at once, and when too many wait one more is refused', async () => {
  const busy = createPictures({ atOnce: 1, waitingMax: 1 })
  const source = await twoColours().webp().toBuffer()
  let opened = 0
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* slow(): Bytes {
    opened += 1
    await held
    yield source
  }
  const [first, second] = [busy.toImage(slow(), { svg: true }), busy.toImage(slow(), { svg: true })]
  await expect(busy.toImage(slow(), { svg: true })).rejects.toMatchObject({ problem: 'busy' })
  expect(opened).toBe(1)
  go()
  await Promise.all([first, second])
  expect(opened).toBe(2)
  expect((await busy.toImage(slow(), { svg: true })).mime).toBe('image/jpeg')
})

/** A PNG that says it is so large and is a few bytes. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return (value ^ 0xffffffff) >>> 0
}
