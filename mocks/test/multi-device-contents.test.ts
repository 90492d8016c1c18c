import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { MessageId, PhoneNumber } from '../../server/domain/ids.ts'
import type { Content, MediaContent, MediaKind } from '../../server/domain/messages/content.ts'
import { wamidOf } from '../../server/drivers/multi-device/wamid.ts'
import type { ChatMessage } from '../simulators/phone/phones.ts'
import { sampleOf } from '../simulators/phone/samples.ts'
import { channel, channelId, company, customer, type DriverRig, ownNumber, startDriver } from './multi-device-rig.ts'

async function linked(): Promise<DriverRig> {
  const rig = await startDriver()
  await rig.link()
  return rig
}

let count = 0
function next(): number {
  count += 1
  return count
}
const nextId = () => `${'0'.repeat(14)}${String(next()).padStart(18, '0')}` as MessageId

function sendTo(rig: DriverRig, content: Content, id = nextId()) {
  return rig.network.line(channel).send({ id, to: `+${customer}` as PhoneNumber, content })
}

/** What the customer's phone shows last, once the driver says WhatsApp took it in. */
async function shownAfter(rig: DriverRig, content: Content): Promise<ChatMessage> {
  expect(await sendTo(rig, content)).toMatchObject({ outcome: 'accepted' })
  const last = rig.world.phones.messages(company, customer).at(-1)
  if (!last) throw new Error('nothing is on the screen')
  return last
}

/** A medium kept by the domain, as an integrator uploaded it. */
async function stored(rig: DriverRig, bytes: Buffer, mime: string, filename: string | null = null): Promise<string> {
  const now = rig.clock.now()
  const blob = await rig.blobs.put(company, Readable.from([bytes]), { sizeMax: 1e9, at: now })
  if (!blob) throw new Error('too large')
  const id = `med_${next()}`
  const medium = { id, company, channel: channelId, mime, size: blob.size, sha256: blob.sha256, filename }
  await rig.storage.transaction(async ({ companies, media }) => {
    if (!(await companies.find(company))) await companies.insert({ id: company, name: 'Tienda', createdAt: now })
    await media.insert({ ...medium, upstreamId: null, blob: blob.id, createdAt: now, expiresAt: now + 60_000 })
  })
  return id
}

/** Begins as a picture does; what follows nobody looks at. */
function aPng(size: number): Buffer {
  const bytes = Buffer.alloc(size, 'trunkline')
  bytes.write('89504e470d0a1a0a', 'hex')
  return bytes
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test.each<[MediaKind, Partial<MediaContent>, object]>([
  ['image', { caption: 'our menu' }, {}],
  ['video', { caption: 'the way here' }, {}],
  ['audio', {}, { voice: false }],
  ['audio', { voice: true }, { voice: true, mime: 'audio/ogg; codecs=opus' }],
  ['document', { caption: 'prices', filename: 'list.pdf' }, { filename: 'list.pdf' }],
  ['sticker', {}, { animated: false }],
])('an uploaded %s reaches the phone bit by bit, %o', async (type, more, shown) => {
  await using rig = await linked()
  const { bytes, mime } = sampleOf(type)
  const [essence = ''] = mime.split(';')
  const id = await stored(rig, bytes, essence, 'uploaded.bin')
  const message = await shownAfter(rig, { type, media: { by: 'id', id }, ...more })
  const expected = { mime: essence, size: bytes.length, sha256: sha256(bytes), ...shown }
  expect(message).toMatchObject({ type, text: more.caption ?? '', media: expected, status: 'read' })
  const own = rig.world.phones.messages(company, ownNumber).at(-1)
  expect(own).toMatchObject({ direction: 'out', type, media: { sha256: sha256(bytes) } })
})

test('on its way to WhatsApp a medium is written encrypted only, and nothing of it stays', async () => {
  await using rig = await linked()
  const ids: [MediaKind, string][] = []
  for (const type of ['image', 'video', 'audio'] as const) {
    ids.push([type, await stored(rig, sampleOf(type).bytes, sampleOf(type).mime.split(';')[0] ?? '')])
  }
  const before = process.env.TMPDIR
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-sending-'))
  const written = new Set<string | null>()
  const watching = watch(folder, (_event, name) => written.add(name))
  process.env.TMPDIR = folder
  try {
    for (const [type, id] of ids) {
      expect(await rig.sendContent({ type, media: { by: 'id', id } })).toMatchObject({ outcome: 'accepted' })
    }
    await rig.until('the files', () => written.size === ids.length)
    expect([...written].every((name) => name?.endsWith('-enc'))).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    watching.close()
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(folder, { recursive: true })
  }
})

test('a medium of several megabytes arrives whole, by its link as well', async () => {
  await using rig = await linked()
  const bytes = aPng(4_900_000)
  await using host = await serve((res) => res.writeHead(200, { 'content-type': 'image/png' }).end(bytes))
  const message = await shownAfter(rig, { type: 'image', media: { by: 'link', url: `${host.url}/large.png` } })
  expect(message.media).toMatchObject({ mime: 'image/png', size: bytes.length, sha256: sha256(bytes) })
})

test('a document by its link has the name of its address unless another is given', async () => {
  await using rig = await linked()
  await using host = await serve((res) => res.end('%PDF-1.4'))
  const media = { by: 'link', url: `${host.url}/price%20list.pdf` } as const
  expect((await shownAfter(rig, { type: 'document', media })).media).toMatchObject({
    filename: 'price list.pdf',
    mime: 'application/pdf',
  })
  const named = await shownAfter(rig, { type: 'document', media, filename: 'prices.pdf' })
  expect(named.media).toMatchObject({ filename: 'prices.pdf' })
})

test.each<[string, (host: string) => MediaContent, string]>([
  ['an unknown id', () => ({ type: 'image', media: { by: 'id', id: 'med_none' } }), 'there is no medium med_none'],
  ['a dead link', () => ({ type: 'image', media: { by: 'link', url: 'http://127.0.0.1:9/x.png' } }), 'refused'],
  [
    'an answer that is no success',
    (host) => ({ type: 'image', media: { by: 'link', url: `${host}/404` } }),
    'answers 404',
  ],
  [
    'what is no image',
    (host) => ({ type: 'image', media: { by: 'link', url: `${host}/page` } }),
    'cannot be sent as image',
  ],
  [
    'too much',
    (host) => ({ type: 'image', media: { by: 'link', url: `${host}/large` } }),
    'larger than the 5242880 bytes',
  ],
  [
    'what only says it is an image',
    (host) => ({ type: 'image', media: { by: 'link', url: `${host}/pretender` } }),
    'what it holds is not image/png',
  ],
  ['nothing', (host) => ({ type: 'image', media: { by: 'link', url: `${host}/empty` } }), 'it is empty'],
])('%s is refused before anything is sent, in words', async (_, content, why) => {
  await using rig = await linked()
  await using host = await serve((res, path) => {
    if (path === '/404') res.writeHead(404).end()
    else if (path === '/page') res.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    else if (path === '/pretender') res.writeHead(200, { 'content-type': 'image/png' }).end('<html>')
    else if (path === '/large') res.writeHead(200, { 'content-type': 'image/png' }).end(aPng(6_000_000))
    else res.writeHead(200, { 'content-type': 'image/png' }).end()
  })
  const outcome = await sendTo(rig, content(host.url))
  expect(outcome).toMatchObject({ outcome: 'refused', code: '131053', details: expect.stringContaining(why) })
  expect(rig.world.phones.messages(company, customer)).toEqual([])
})

test('an upload WhatsApp does not take is tried again, and made once it does', async () => {
  await using rig = await linked()
  const { bytes } = sampleOf('image')
  const id = await stored(rig, bytes, 'image/jpeg')
  rig.world.simulator.addFault(company, { kind: 'media', code: 503, times: 2 })
  const content = { type: 'image', media: { by: 'id', id } } as const
  const message = nextId()
  expect(await sendTo(rig, content, message)).toMatchObject({ outcome: 'postponed' })
  expect(rig.world.phones.messages(company, customer)).toEqual([])
  expect(await sendTo(rig, content, message)).toMatchObject({ outcome: 'accepted' })
  expect(rig.world.phones.messages(company, customer)).toMatchObject([{ media: { sha256: sha256(bytes) } }])
})

test('a medium that was uploaded is not uploaded again when its message is tried again', async () => {
  await using rig = await linked()
  let fetched = 0
  await using host = await serve((res) => {
    fetched += 1
    res.writeHead(200, { 'content-type': 'image/png' }).end(aPng(100))
  })
  const content = { type: 'image', media: { by: 'link', url: `${host.url}/a.png` } } as const
  const id = nextId()
  rig.world.simulator.addFault(company, { kind: 'refuse', code: 503, times: 1 })
  expect(await sendTo(rig, content, id)).toMatchObject({ outcome: 'postponed' })
  expect(await sendTo(rig, content, id)).toMatchObject({ outcome: 'accepted' })
  expect(fetched).toBe(1)
})

test('a place, a card, several cards and a reaction are shown as what they are', async () => {
  await using rig = await linked()
  const place = { latitude: -34.6037, longitude: -58.3816, name: 'Casa Central', address: 'Av. Corrientes 1000' }
  expect(await shownAfter(rig, { type: 'location', ...place })).toMatchObject({ type: 'location', location: place })

  const ana = {
    name: { formatted: 'Ana; Pérez, hija', first: 'Ana', last: 'Pérez' },
    phones: [{ phone: '+54 9 11 5555-0001', type: 'CELL', waId: '5491155550001' }],
    emails: [{ email: 'ana@example.com', type: 'WORK' }],
    org: { company: 'Tienda', department: 'Ventas', title: 'Jefa' },
    urls: [{ url: 'https://example.com/ana?a=1,2' }],
    birthday: '1990-01-31',
  }
  expect(await shownAfter(rig, { type: 'contacts', contacts: [ana] })).toMatchObject({
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Ana; Pérez, hija', first_name: 'Ana', last_name: 'Pérez' },
        phones: [{ phone: '+54 9 11 5555-0001', type: 'CELL', wa_id: '5491155550001' }],
        emails: [{ email: 'ana@example.com', type: 'WORK' }],
        org: { company: 'Tienda', department: 'Ventas', title: 'Jefa' },
        urls: [{ url: 'https://example.com/ana?a=1,2' }],
        birthday: '1990-01-31',
      },
    ],
  })
  const both = await shownAfter(rig, { type: 'contacts', contacts: [ana, { name: { formatted: 'Bruno' } }] })
  expect(both.contacts).toHaveLength(2)
  expect(both.text).toBe('Ana; Pérez, hija, Bruno')

  const about = await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'gracias' })
  const received = await rig.until('the text', () => rig.received[0])
  expect(await shownAfter(rig, { type: 'reaction', messageId: received.wamid, emoji: '❤️' })).toMatchObject({
    type: 'reaction',
    reaction: { message_id: about, emoji: '❤️' },
  })
  expect(await shownAfter(rig, { type: 'reaction', messageId: received.wamid, emoji: '' })).toMatchObject({
    reaction: { message_id: about, emoji: '' },
  })
})

test('what no message can be about, and what linked devices do not send, is refused', async () => {
  await using rig = await linked()
  const refusals: [Content, string][] = [
    [{ type: 'reaction', messageId: 'wamid.none', emoji: '👍' }, '131009'],
    [{ type: 'catalog', body: 'Our products' }, '131051'],
    [{ type: 'raw', body: { type: 'text' } }, '131051'],
    [{ type: 'interactive', form: 'cta_url', body: 'x', displayText: 'Open', url: 'https://example.com' }, '131051'],
  ]
  for (const [content, code] of refusals) {
    expect(await sendTo(rig, content), content.type).toMatchObject({ outcome: 'refused', code })
  }
})

test('a text shows where its link leads if a preview is wished, and fetches nothing for it', async () => {
  await using rig = await linked()
  const text = 'see https://shop.example.com/sale?now=1'
  for (const previewUrl of [false, true]) {
    expect(await shownAfter(rig, { type: 'text', text, previewUrl })).toMatchObject({ type: 'text', text })
  }
})

test.each(['number', 'lid'] as const)(
  'a message written by %s is marked read, and typing shows until the answer',
  async (addressing) => {
    await using rig = await linked()
    const id = await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'hola?', addressing })
    const { wamid } = await rig.until('the text', () => rig.received[0])
    const status = () => rig.world.phones.message(company, customer, id)?.status
    expect(status()).not.toBe('read')
    const typers = () => rig.world.phones.typers(company, customer, Date.now())
    const { markRead } = rig.network.line(channel)
    expect(await markRead?.({ wamid, typing: false })).toEqual({ outcome: 'done' })
    await rig.until('the read mark', () => status() === 'read')
    expect(typers()).toEqual([])
    expect(await markRead?.({ wamid, typing: true })).toEqual({ outcome: 'done' })
    await rig.until('the typing', () => typers()[0]?.from === ownNumber)
    await rig.send('hola!')
    expect(typers()).toEqual([])
  },
)

test('marking what no customer sent is refused, and on a lost line it is said that nothing was done', async () => {
  await using rig = await linked()
  const { markRead } = rig.network.line(channel)
  const own = wamidOf(customer, '3EB0AAAAAAAAAAAAAAAAAA', 'business')
  expect(await markRead?.({ wamid: own, typing: false })).toMatchObject({ outcome: 'refused', code: '131009' })
  rig.world.simulator.addFault(company, { kind: 'down' })
  await rig.until('the lost line', () => rig.network.connectionState(channelId) !== 'open')
  const theirs = wamidOf(customer, '3AAAAAAAAAAAAAAAAAAA', 'customer')
  expect(await markRead?.({ wamid: theirs, typing: false })).toMatchObject({ outcome: 'unavailable' })
})

test('a phone that lost its session asks for a medium again and gets it', async () => {
  await using rig = await linked()
  await sendTo(rig, { type: 'text', text: 'first', previewUrl: false })
  const { bytes } = sampleOf('image')
  const id = await stored(rig, bytes, 'image/jpeg')
  for (const { key } of rig.world.store.list('md.session', `${company}/${customer}/`)) {
    rig.world.store.delete('md.session', key)
  }
  expect(await sendTo(rig, { type: 'image', media: { by: 'id', id } })).toMatchObject({ outcome: 'accepted' })
  await rig.until('the image', () => rig.world.phones.messages(company, customer).at(-1)?.type === 'image')
  expect(rig.world.phones.messages(company, customer).at(-1)?.media).toMatchObject({ sha256: sha256(bytes) })
})

async function serve(
  handle: (res: import('node:http').ServerResponse, path: string) => void,
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((req, res) => handle(res, req.url ?? ''))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
