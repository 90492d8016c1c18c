import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import type { MessageContent } from '../../../generated/hubmessage/types.gen.ts'
import { openHook } from './hook.ts'
import { answer, type Company, control, openRig, type Rig } from './rig.ts'

/** Files of HubMessage's messages: fetched, converted, handed to WhatsApp and shown on a phone. */
let rig: Rig
let host: Awaited<ReturnType<typeof openHost>>
beforeAll(async () => {
  rig = await openRig()
  host = await openHost()
})
afterAll(async () => {
  await host.close()
  await rig[Symbol.asyncDispose]()
})

const lucio = '5491155555555'
const picture = (width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: { r: 220, g: 20, b: 30 } } })
const ogg = Buffer.from('T2dnUwACAAAAAAAAAAABAAAAAAAAAOHl1jEBE09wdXNIZWFkAQE4AYC7AAAAAAA=', 'base64')
const mp3 = Buffer.from('ID3\x04\0\0\0\0\0\0')
const mp4 = Buffer.from('AAAAGGZ0eXBpc29tAAACAGlzb21tcDQxAAAACG1kYXQ=', 'base64')
const pdf = Buffer.from('%PDF-1.4\n%%EOF\n')

/** Files at addresses, as the test puts them there, and how often each was asked for. */
async function openHost() {
  const files = new Map<string, { type?: string; bytes: Buffer } | RequestListener>()
  const asked: string[] = []
  const server = createServer((req, res) => {
    const path = req.url ?? ''
    asked.push(path)
    const file = files.get(path)
    if (typeof file === 'function') file(req, res)
    else if (!file) res.writeHead(404).end()
    else res.writeHead(200, file.type === undefined ? {} : { 'content-type': file.type }).end(file.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    put(path: string, file: { type?: string; bytes: Buffer } | RequestListener) {
      files.set(path, file)
      return url + path
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

const post = (company: Company, content: object, more: { identifier?: string; key?: string } = {}) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { recipient: { identifier: more.identifier ?? lucio }, content: content as MessageContent },
      ...(more.key !== undefined && { headers: { 'Idempotency-Key': more.key } }),
    }),
  )
const file = (type: string, attachment: object) => ({ type, attachments: [attachment] })
const data = (mime: string, bytes: Buffer) => `data:${mime};base64,${bytes.toString('base64')}`

/** Sends, and resolves with what the phone shows and the bytes behind it. */
async function shown(company: Company, content: object) {
  const sent = await post(company, content)
  expect(sent).toMatchObject({ status: 200, body: { messageId: expect.stringMatching(/^wamid\./) } })
  const { messageId } = sent.body as { messageId: string }
  const message = (await company.inbox(`+${lucio}`)).find(({ id }) => id === messageId)
  const path = { number: `+${lucio}`, message_id: messageId }
  const blob = (await unwrap(control.getPhoneMedia({ client: company.control, path }))) as Blob
  return { message, bytes: Buffer.from(await blob.arrayBuffer()) }
}

const subCode = (status: number, code: string) => ({
  status,
  body: {
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    status,
    errors: [{ code: 'VALIDATION_ERROR', subCode: code, message: expect.any(String) }],
  },
})

describe('each kind of file arrives at the phone', () => {
  test.each<[string, string, { type?: string; bytes: Buffer }, object, object]>([
    ['a sound', 'AUDIO', { type: 'audio/ogg', bytes: ogg }, {}, { mime_type: 'audio/ogg' }],
    [
      'a sound by another word for its type',
      'AUDIO',
      { type: 'audio/mp3', bytes: mp3 },
      {},
      { mime_type: 'audio/mpeg' },
    ],
    ['a video', 'VIDEO', { type: 'video/mp4', bytes: mp4 }, { caption: 'A loja' }, { mime_type: 'video/mp4' }],
    [
      'a document, with its name and end',
      'DOCUMENT',
      { type: 'application/pdf', bytes: pdf },
      { name: 'cardapio', extension: 'pdf', caption: 'Novo' },
      { mime_type: 'application/pdf', filename: 'cardapio.pdf' },
    ],
    [
      'a document whose name has its end already',
      'DOCUMENT',
      { type: 'application/pdf', bytes: pdf },
      { name: 'cardapio.PDF' },
      { filename: 'cardapio.PDF' },
    ],
    [
      'a document whose server does not say what it is',
      'DOCUMENT',
      { type: 'application/octet-stream', bytes: pdf },
      { name: 'cardapio', extension: 'pdf' },
      { mime_type: 'application/pdf' },
    ],
  ])('%s, by its address and in a data URL', async (name, type, { type: mime, bytes }, more, media) => {
    const company = await rig.company()
    const url = host.put(`/${encodeURIComponent(name)}`, { ...(mime !== undefined && { type: mime }), bytes })
    for (const from of [url, data(mime ?? '', bytes)]) {
      const got = await shown(company, file(type, { url: from, ...more }))
      expect(got.message).toMatchObject({ type: type.toLowerCase(), media })
      if ('caption' in more) expect(got.message?.text).toBe(more.caption)
      expect(got.bytes).toEqual(bytes)
    }
  })

  test('a picture and a sticker of every format there is', async () => {
    const company = await rig.company()
    const formats: Record<string, Buffer> = {
      jpeg: await picture().jpeg().toBuffer(),
      png: await picture().png().toBuffer(),
      gif: await picture().gif().toBuffer(),
      webp: await picture().webp().toBuffer(),
      tiff: await picture().tiff().toBuffer(),
      bmp: bmp(),
      svg: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
      ),
    }
    for (const [format, bytes] of Object.entries(formats)) {
      // What it is is told by its content: the server says something else.
      const url = host.put(`/picture.${format}`, { type: 'text/plain', bytes })
      const image = await shown(company, file('IMAGE', { url, caption: format }))
      const wanted = format === 'png' || format === 'svg' ? 'png' : 'jpeg'
      expect(image.message).toMatchObject({ type: 'image', text: format, media: { mime_type: `image/${wanted}` } })
      expect((await sharp(image.bytes).metadata()).format).toBe(wanted)
      if (format === 'svg') continue
      const sticker = await shown(company, file('STICKER', { url }))
      expect(sticker.message).toMatchObject({ type: 'sticker', media: { mime_type: 'image/webp' } })
      expect(await sharp(sticker.bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 })
    }
  }, 30_000)

  test('a picture and a video above buttons', async () => {
    const company = await rig.company()
    const png = await picture().webp().toBuffer()
    const buttons = (body: object) => ({
      type: 'INTERACTIVE_BUTTON',
      body: { message: 'Gostou?', ...body },
      attachments: [{ id: 'sim', title: 'Sim' }],
    })
    const pictured = await shown(company, buttons({ thumbnail: host.put('/loja', { bytes: png }) }))
    expect(pictured.message).toMatchObject({ type: 'interactive', text: 'Gostou?', media: { mime_type: 'image/jpeg' } })
    const filmed = await shown(company, buttons({ thumbnail: data('video/mp4', mp4), mimeType: 'video/mp4' }))
    expect(filmed.message).toMatchObject({ type: 'interactive', media: { mime_type: 'video/mp4' } })
    expect((await post(company, buttons({ thumbnail: null }))).status).toBe(200)
    expect(await post(company, buttons({ thumbnail: 'ftp://x/y' }))).toMatchObject(subCode(400, 'MEDIA_INVALID_URL'))
  })

  test('through a QR channel as well', async () => {
    const company = await rig.company()
    const { id } = await company.pair(`+${lucio}`)
    await company.phone('+5491166667779', 'Ana')
    const through = { ...company, channel: { ...company.channel, id } }
    const url = data('image/webp', await picture().webp().toBuffer())
    expect(await post(through, file('IMAGE', { url }), { identifier: '5491166667779' })).toMatchObject({ status: 200 })
    await expect
      .poll(async () => (await company.inbox('+5491166667779')).map(({ type, media }) => [type, media?.mime_type]))
      .toEqual([['image', 'image/jpeg']])
  })
})

test('what was sent is echoed with the address it came from', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  const webhook = { url: hook.url, events: ['MESSAGE_DELIVERY' as const] }
  const path = { channelId: company.channel.id }
  await unwrap(hubmessage.createChannelWebhook({ client: company.hub, path, body: webhook }))
  const url = host.put('/echo.png', { bytes: await picture().png().toBuffer() })
  await post(company, file('IMAGE', { url, caption: 'Olá' }))
  await expect.poll(() => hook.got.length).toBe(1)
  expect(hook.got[0]?.event.message).toMatchObject({
    contents: [],
    attachments: [{ '@class': '.ImageAttachment', type: 'IMAGE', url, caption: 'Olá' }],
  })
  const thumbnail = host.put('/above.png', { bytes: await picture().png().toBuffer() })
  const attachments = [{ id: 'a', title: 'A' }]
  await post(company, { type: 'INTERACTIVE_BUTTON', body: { message: 'x', thumbnail }, attachments })
  await expect.poll(() => hook.got.length).toBe(2)
  expect(hook.got[1]?.event.message.contents).toMatchObject([
    { thumbnail, internal_information: { mediaButtonType: 'IMAGE' } },
  ])
})

describe('every sub-code comes when it is meant, and nothing is sent', () => {
  const png = () => picture().png().toBuffer()
  test.each<[string, string, () => Promise<object> | object]>([
    ['no file', 'MEDIA_UNSUPPORTED_ATTACHMENT', () => ({ type: 'IMAGE', attachments: [] })],
    ['two files', 'MEDIA_UNSUPPORTED_ATTACHMENT', () => ({ type: 'AUDIO', attachments: [{ url: 'a' }, { url: 'b' }] })],
    ['a file that is none', 'MEDIA_UNSUPPORTED_ATTACHMENT', () => ({ type: 'IMAGE', attachments: ['https://a/b'] })],
    ['no address', 'MEDIA_URL_REQUIRED', () => file('VIDEO', { caption: 'x' })],
    ['an empty address', 'MEDIA_URL_REQUIRED', () => file('STICKER', { url: '' })],
    ['an address of another kind', 'MEDIA_INVALID_URL', () => file('IMAGE', { url: 'ftp://example.com/a.png' })],
    ['no address at all', 'MEDIA_INVALID_URL', () => file('IMAGE', { url: 'a.png' })],
    ['a number for an address', 'MEDIA_INVALID_URL', () => file('IMAGE', { url: 7 })],
    ['data that are no base64', 'MEDIA_INVALID_DATA_URL', () => file('IMAGE', { url: 'data:image/png;base64,a*bc' })],
    ['data that are cut off', 'MEDIA_INVALID_DATA_URL', () => file('IMAGE', { url: 'data:image/png;base64,abc' })],
    ['data as text', 'MEDIA_INVALID_DATA_URL', () => file('IMAGE', { url: 'data:text/plain,hello' })],
    ['data of nothing', 'MEDIA_INVALID_DATA_URL', () => file('IMAGE', { url: 'data:image/png;base64,' })],
    [
      'a caption of 1025 characters',
      'MEDIA_CAPTION_TOO_LONG',
      async () => file('IMAGE', { url: data('image/png', await png()), caption: 'x'.repeat(1025) }),
    ],
    ['a WAV', 'MEDIA_MIME_NOT_ALLOWED', () => file('AUDIO', { url: data('audio/wav', ogg) })],
    ['a MOV', 'MEDIA_MIME_NOT_ALLOWED', () => file('VIDEO', { url: data('video/quicktime', mp4) })],
    [
      'a ZIP',
      'MEDIA_MIME_NOT_ALLOWED',
      () => file('DOCUMENT', { url: data('application/zip', pdf), extension: 'pdf' }),
    ],
    ['something else than it says', 'MEDIA_MIME_NOT_ALLOWED', () => file('AUDIO', { url: data('audio/ogg', pdf) })],
    ['a page as a picture', 'MEDIA_MIME_NOT_ALLOWED', () => file('IMAGE', { url: data('image/png', pdf) })],
    [
      'a drawing as a sticker',
      'MEDIA_MIME_NOT_ALLOWED',
      () => file('STICKER', { url: data('image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')) }),
    ],
    [
      'a picture of 6 MB',
      'MEDIA_TOO_LARGE',
      async () => {
        const noise = await sharp(randomBytes(1500 * 1500 * 3), { raw: { width: 1500, height: 1500, channels: 3 } })
          .png()
          .toBuffer()
        return file('IMAGE', { url: host.put('/noise.png', { bytes: noise }) })
      },
    ],
    [
      'a sound of 17 MB',
      'MEDIA_TOO_LARGE',
      () =>
        file('AUDIO', {
          url: host.put('/long.ogg', { type: 'audio/ogg', bytes: Buffer.concat([ogg, Buffer.alloc(17_000_000)]) }),
        }),
    ],
    [
      'a file that is said to have 101 MB, before it is read',
      'MEDIA_TOO_LARGE',
      () => {
        const url = host.put('/huge.png', (_req, res) =>
          res.writeHead(200, { 'content-length': 106_000_000 }).write('x'),
        )
        return file('IMAGE', { url })
      },
    ],
  ])('400 for %s', async (_, code, make) => {
    const company = await rig.company()
    const before = (await company.inbox(`+${lucio}`)).length
    expect(await post(company, await make())).toMatchObject(subCode(400, code))
    expect(await company.inbox(`+${lucio}`)).toHaveLength(before)
  })

  test.each<[string, string, () => Promise<object> | object]>([
    [
      'nothing at the address',
      'MEDIA_DOWNLOAD_FAILED',
      () => file('IMAGE', { url: host.put('/x', (_q, r) => r.writeHead(404).end()) }),
    ],
    [
      'a name that does not resolve',
      'MEDIA_DOWNLOAD_FAILED',
      () => file('IMAGE', { url: 'https://files.invalid/a.png' }),
    ],
    [
      'a file that breaks off',
      'MEDIA_DOWNLOAD_FAILED',
      () =>
        file('AUDIO', {
          url: host.put('/cut', (_q, r) =>
            r.writeHead(200, { 'content-type': 'audio/ogg', 'content-length': 99 }).write('x', () => r.destroy()),
          ),
        }),
    ],
    [
      'a broken picture',
      'MEDIA_CONVERSION_FAILED',
      async () =>
        file('IMAGE', { url: data('image/webp', (await picture(600, 400).webp().toBuffer()).subarray(0, 200)) }),
    ],
  ])('502 for %s', async (_, code, make) => {
    const company = await rig.company()
    expect(await post(company, await make())).toMatchObject(subCode(502, code))
  })

  test('502 when WhatsApp does not take the file', async () => {
    const company = await rig.company()
    await company.fault({ target: 'graph', kind: 'error', code: 131000 })
    expect(await post(company, file('IMAGE', { url: data('image/png', await png()) }))).toMatchObject(
      subCode(502, 'MEDIA_UPLOAD_FAILED'),
    )
  })

  test('502 when more pictures come than can wait', async () => {
    const company = await rig.company()
    const url = data('image/png', await picture(4000, 4000).png().toBuffer())
    const all = await Promise.all(Array.from({ length: 90 }, () => post(company, file('STICKER', { url }))))
    const [busy, others] = [all.filter(({ status }) => status === 502), all.filter(({ status }) => status === 200)]
    expect(busy.length + others.length).toBe(90)
    expect(busy.length).toBeGreaterThan(0)
    for (const one of busy) expect(one).toMatchObject(subCode(502, 'MEDIA_PROCESSING_FAILED'))
  }, 120_000)
})

test('outside the window, and by a channel that is not connected, no file is fetched', async () => {
  const company = await rig.company()
  await company.phone('+5491166667778', 'Ana')
  const url = host.put('/never.png', { bytes: await picture().png().toBuffer() })
  expect(await post(company, file('IMAGE', { url }), { identifier: '5491166667778' })).toMatchObject({
    status: 422,
    body: { error: 422, message: 'Conversation window is closed' },
  })
  await unwrap(hubmessage.disconnectChannel({ client: company.hub, path: { channelId: company.channel.id } }))
  expect(await post(company, file('IMAGE', { url }))).toMatchObject({ body: { message: 'CHANNEL_NOT_CONNECTED' } })
  expect(host.asked).not.toContain('/never.png')
})

test('a request that is repeated under its key fetches and sends nothing again', async () => {
  const company = await rig.company()
  const url = host.put('/once.png', { bytes: await picture().png().toBuffer() })
  const first = await post(company, file('IMAGE', { url }), { key: 'picture-1' })
  const again = await post(company, file('IMAGE', { url }), { key: 'picture-1' })
  expect([first.status, again.status, again.body]).toEqual([200, 200, first.body])
  expect(host.asked.filter((path) => path === '/once.png')).toHaveLength(1)
  const other = await post(company, file('IMAGE', { url, caption: 'x' }), { key: 'picture-1' })
  expect(other).toMatchObject({ status: 422, body: { message: 'IDEMPOTENCY_KEY_REUSED' } })
  expect((await company.inbox(`+${lucio}`)).filter(({ type }) => type === 'image')).toHaveLength(1)
})

/** 60 × 40, 24 bits. */
function bmp(): Buffer {
  const bytes = Buffer.alloc(54 + 180 * 40, 90)
  bytes.fill(0, 0, 54)
  bytes.write('BM')
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(60, 18)
  bytes.writeInt32LE(40, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}
