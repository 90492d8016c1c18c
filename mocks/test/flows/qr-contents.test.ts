import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { unwrap, type WebhookEvent } from '../../../client/index.ts'
import type { PhoneMessageRequest } from '../../../generated/sandbox/types.gen.ts'
import { until } from '../process/until.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { answer, type Company, control, openRig, type Rig } from './rig.ts'

/** Everything a QR channel sends and receives, over HTTP alone: sandbox, gateway, Baileys, simulated phones and back. */
let rig: Rig
let receiver: Receiver
let company: Company
let channel: { id: string; phone_number?: string | null }
let secret: string
let picture: { url: string; bytes: Buffer; close(): Promise<void> }

const lucio = '+5491155555555'
const shop = '+5491150001111'

beforeAll(async () => {
  rig = await openRig()
  receiver = await openReceiver()
  picture = await servePicture()
})
beforeEach(() => {
  linking ??= link()
  return linking
})
afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await picture.close()
  await rig[Symbol.asyncDispose]()
})

let linking: Promise<void> | undefined
async function link(): Promise<void> {
  company = await rig.company()
  await company.phone(shop, 'Tienda')
  await company.phone(lucio, 'Lucio')
  channel = await company.pair(shop)
  secret = (await receiver.subscribe(company, { events: ['whatsapp.message.received'] })).secret
}

async function servePicture() {
  const bytes = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')
  const server = createServer((_req, res) => res.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}/menu.jpg`, bytes, close }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Sends through the QR channel and resolves with what Lucio's phone shows of it. */
async function shown(kind: string, content: object) {
  const sent = await company.call('POST', `/v1/messages/${kind}`, {
    body: { channel_id: channel.id, to: lucio, ...content },
  })
  expect(sent, kind).toMatchObject({
    status: 202,
    body: { status: 'sent', message_id: expect.stringMatching(/^wamid\./) },
  })
  return (await company.inbox(lucio)).at(-1)
}

/** Sends from Lucio's phone and resolves with the data of the webhook about it. */
async function heard(body: Omit<PhoneMessageRequest, 'to'>): Promise<Record<string, unknown>> {
  const path = { number: lucio }
  const sent = await answer(control.sendFromPhone({ client: company.control, path, body: { to: shop, ...body } }))
  expect(sent.status).toBe(201)
  return (await until(() => newest(receiver.events(secret)))) as Record<string, unknown>
}

const told = new Set<string>()
function newest(events: WebhookEvent[]): WebhookEvent['data'] | undefined {
  const event = events.find(({ id }) => !told.has(id))
  if (event) told.add(event.id)
  return event?.data
}

test('an image by its link is on the phone, bit by bit', async () => {
  expect(await shown('image', { link: picture.url, caption: 'our menu' })).toMatchObject({
    direction: 'in',
    type: 'image',
    text: 'our menu',
    media: { mime_type: 'image/jpeg', size: picture.bytes.length, sha256: sha256(picture.bytes) },
  })
})

test('a received image is told with an id by which it can be sent on', async () => {
  const data = await heard({
    image: { data: picture.bytes.toString('base64'), mime_type: 'image/jpeg', caption: 'like this?' },
  })
  expect(data).toMatchObject({
    type: 'image',
    text: null,
    image: { caption: 'like this?', sha256: sha256(picture.bytes) },
  })
  const { id } = data.image as { id: string }
  expect(await shown('image', { media_id: id })).toMatchObject({
    type: 'image',
    media: { sha256: sha256(picture.bytes) },
  })
})

test('places, cards and reactions go both ways', async () => {
  const place = { latitude: -34.6037, longitude: -58.3816, name: 'Tienda' }
  expect(await shown('location', place)).toMatchObject({ type: 'location', location: place })
  expect(await heard({ location: place })).toMatchObject({ type: 'location', location: place })

  const cards = [{ name: { formatted_name: 'Ana Díaz', first_name: 'Ana' }, phones: [{ phone: '+5491144444444' }] }]
  expect(await shown('contacts', { contacts: cards })).toMatchObject({
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Ana Díaz' } }],
  })
  expect(await heard({ contacts: cards })).toMatchObject({
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Ana Díaz' } }],
  })

  const text = await heard({ text: 'gracias' })
  const onPhone = (await company.inbox(lucio)).at(-1)?.id
  expect(await shown('reaction', { message_id: text.message_id, emoji: '❤️' })).toMatchObject({
    type: 'reaction',
    reaction: { message_id: onPhone, emoji: '❤️' },
  })
  expect(await heard({ reaction: { message_id: onPhone ?? '', emoji: '😀' } })).toMatchObject({
    type: 'reaction',
    reaction: { message_id: text.message_id, emoji: '😀' },
  })
})

test('a received message is marked read, and the phone sees an answer being typed', async () => {
  const { message_id } = await heard({ text: 'are you open?' })
  const about = (await company.inbox(lucio)).at(-1)?.id
  const body = { channel_id: channel.id, message_id, typing_indicator: 'text' }
  expect(await company.call('POST', '/v1/messages/mark-read', { body })).toMatchObject({
    status: 200,
    body: { success: true },
  })
  const status = async () => (await company.inbox(lucio)).find(({ id }) => id === about)?.status
  await until(async () => (await status()) === 'read')
  const phones = await answer(control.listPhones({ client: company.control }))
  const { data } = phones.body as { data: { number: string; typing?: { from: string }[] }[] }
  expect(data.find(({ number }) => number === lucio)?.typing).toMatchObject([{ from: shop }])
})

test('what linked devices cannot do is refused before anything is stored', async () => {
  const body = { channel_id: channel.id, to: lucio, body: 'Which?', buttons: [{ id: 'a', title: 'A' }] }
  const refused = await company.call('POST', '/v1/messages/interactive/buttons', { body })
  expect(refused.status).toBeGreaterThanOrEqual(400)
  expect(refused.status).toBeLessThan(500)
})

test('a phone tells what the API calls a message, which can be reacted to and marked read by that', async () => {
  const sender = { channel_id: channel.id }
  const sent = await company.call('POST', '/v1/messages/image', { body: { ...sender, to: lucio, link: picture.url } })
  const { message_id } = sent.body as { message_id: string }
  for (const phone of [lucio, shop]) {
    const onPhone = (await company.inbox(phone)).at(-1)
    expect(onPhone).toMatchObject({ id: expect.stringMatching(/^3EB0/), message_id })
  }
  const path = { number: lucio }
  const written = await unwrap(
    control.sendFromPhone({ client: company.control, path, body: { to: shop, text: 'con id' } }),
  )
  const event = (await until(() =>
    receiver.events(secret).find(({ data }) => (data as { message_id?: string }).message_id === written.message_id),
  )) as { data: object }
  expect(event.data).toMatchObject({ text: { body: 'con id' } })
  expect((await company.inbox(shop)).at(-1)).toMatchObject({ text: 'con id', message_id: written.message_id })
  const { message_id: id } = written
  const reaction = { ...sender, to: lucio, message_id: id, emoji: '👍' }
  expect((await company.call('POST', '/v1/messages/reaction', { body: reaction })).status).toBe(202)
  expect((await company.inbox(lucio)).at(-1)).toMatchObject({ type: 'reaction', reaction: { message_id: written.id } })
  const read = await company.call('POST', '/v1/messages/mark-read', { body: { ...sender, message_id: id } })
  expect(read.status).toBe(200)
  // Between two people there is no API that would call it anything.
  await company.phone('+5491166660044', 'Ana')
  const between = await unwrap(
    control.sendFromPhone({ client: company.control, path, body: { to: '+5491166660044', text: 'hola' } }),
  )
  expect(between).not.toHaveProperty('message_id')
})
