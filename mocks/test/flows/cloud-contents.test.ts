import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { keebai, unwrap, type WebhookEvent } from '../../../client/index.ts'
import type { PhoneMessageRequest } from '../../../generated/sandbox/types.gen.ts'
import { until } from '../process/until.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { answer, type Company, control, openRig, type Rig } from './rig.ts'

/** Everything a Cloud API channel sends and receives, over HTTP alone: gateway, Graph, phones, webhooks and back. */
let rig: Rig
let receiver: Receiver
let company: Company
let secret: string
let told: Set<string>

const lucio = '+5491155555555'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

beforeAll(async () => {
  rig = await openRig()
})
beforeEach(async () => {
  company = await rig.company()
  receiver = await openReceiver()
  told = new Set()
  const events: WebhookEvent['type'][] = [
    'whatsapp.message.received',
    'whatsapp.message.delivered',
    'whatsapp.message.failed',
  ]
  secret = (await receiver.subscribe(company, { events })).secret
})
afterEach(() => receiver[Symbol.asyncDispose]())
afterAll(() => rig[Symbol.asyncDispose]())

const sender = () => ({ phone_number_id: company.channel.phone_number_id })
const shop = () => company.channel.phone_number

/** Sends, and resolves with the id and with what the phone shows under it. */
async function shown(path: string, content: object) {
  const sent = await company.call('POST', `/v1/messages/${path}`, { body: { ...sender(), to: lucio, ...content } })
  expect(sent, path).toMatchObject({ status: 202, body: { status: 'sent' } })
  const { message_id: id } = sent.body as { message_id: string }
  const message = await until(async () => (await company.inbox(lucio)).find((one) => one.id === id))
  return { id, message }
}

async function heard(body: Omit<PhoneMessageRequest, 'to'>): Promise<Record<string, unknown>> {
  const path = { number: lucio }
  const wish = { to: shop(), ...body } as PhoneMessageRequest
  expect((await answer(control.sendFromPhone({ client: company.control, path, body: wish }))).status).toBe(201)
  return eventOf('whatsapp.message.received')
}

/** The next event of a type that was not looked at before, held to its signature and its document. */
async function eventOf(type: WebhookEvent['type']): Promise<Record<string, unknown>> {
  const event = await until(() => receiver.events(secret).find((one) => one.type === type && !told.has(one.id)))
  told.add(event?.id ?? '')
  return event?.data as unknown as Record<string, unknown>
}

/** Begins as a file of its type does. */
function begun(start: string, size: number): Buffer {
  return Buffer.concat([Buffer.from(start, 'latin1'), randomBytes(size)])
}

const upload = async (bytes: Uint8Array<ArrayBuffer>, type: string) =>
  (await unwrap(keebai.uploadMedia({ client: company.api, body: { file: new Blob([bytes]), type, ...sender() } })))
    .media_id

async function bytesOf(mediaId: string): Promise<Buffer> {
  const { token } = company.keebai
  const address = `${rig.url}/v1/media/${mediaId}/download?phone_number_id=${company.channel.phone_number_id}`
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

async function bytesOnPhone(messageId: string): Promise<Buffer> {
  const path = { number: lucio, message_id: messageId }
  const blob = await unwrap(control.getPhoneMedia({ client: company.control, path }))
  return Buffer.from(await (blob as Blob).arrayBuffer())
}

test.each([
  ['image', 'image/png', png, { caption: 'El menú' }],
  ['video', 'video/mp4', begun('\0\0\0\x18ftypmp42', 200_000), { caption: 'El local' }],
  ['audio', 'audio/mpeg', begun('ID3\x04', 50_000), {}],
  ['document', 'application/pdf', begun('%PDF-1.7', 300_000), { filename: 'menú.pdf', caption: 'El menú' }],
] as const)(
  'an uploaded %s is on the phone bit by bit, and one from the phone comes down the same',
  async (kind, mime, bytes, more) => {
    const { id, message } = await shown(kind, { media_id: await upload(new Uint8Array(bytes), mime), ...more })
    expect(message).toMatchObject({ direction: 'in', type: kind, media: { mime_type: mime, size: bytes.length } })
    expect((await bytesOnPhone(id)).equals(bytes)).toBe(true)

    const received = await heard({ [kind]: { data: bytes.toString('base64'), mime_type: mime } })
    expect(received).toMatchObject({ type: kind, text: null, [kind]: { id: expect.any(String), mime_type: mime } })
    const { id: mediaId } = received[kind] as { id: string }
    expect((await bytesOf(mediaId)).equals(bytes)).toBe(true)
  },
)

test("a file of the business is nobody else's, and gone once it is deleted", async () => {
  const mediaId = await upload(new Uint8Array(png), 'image/png')
  const asked = { path: { mediaId }, query: sender() }
  expect((await bytesOf(mediaId)).equals(png)).toBe(true)
  const other = await rig.company()
  for (const query of [sender(), { phone_number_id: other.channel.phone_number_id }]) {
    expect((await answer(keebai.getMedia({ client: other.api, path: { mediaId }, query }))).status).toBe(404)
  }
  expect((await answer(keebai.deleteMedia({ client: company.api, ...asked }))).status).toBe(204)
  expect((await answer(keebai.getMedia({ client: company.api, ...asked }))).status).toBe(404)
  const send = await company.call('POST', '/v1/messages/image', { body: { ...sender(), to: lucio, media_id: mediaId } })
  expect(send).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
})

test('places and cards go both ways', async () => {
  const place = { latitude: -34.603684, longitude: -58.381559, name: 'Obelisco' }
  expect((await shown('location', place)).message).toMatchObject({ type: 'location', location: place })
  expect(await heard({ location: place })).toMatchObject({ type: 'location', text: null, location: place })
  const card = { name: { formatted_name: 'Ana Díaz', first_name: 'Ana' }, phones: [{ phone: '+5491166666666' }] }
  expect((await shown('contacts', { contacts: [card] })).message).toMatchObject({ type: 'contacts', contacts: [card] })
  expect(await heard({ contacts: [card] })).toMatchObject({ type: 'contacts', text: null, contacts: [card] })
})

test('reactions go both ways and are taken back', async () => {
  const theirs = await heard({ text: 'hola' })
  const reacted = await shown('reaction', { message_id: theirs.message_id, emoji: '👍' })
  expect(reacted.message).toMatchObject({ type: 'reaction', reaction: { message_id: theirs.message_id, emoji: '👍' } })
  const { id } = await shown('text', { text: 'Hola' })
  for (const emoji of ['❤️', '']) {
    expect(await heard({ reaction: { message_id: id, emoji } })).toMatchObject({
      type: 'reaction',
      text: null,
      reaction: { message_id: id, emoji },
    })
  }
})

test('what is tapped of buttons and lists comes back with the message it answers', async () => {
  const buttons = [
    { id: 'yes', title: 'Sí' },
    { id: 'no', title: 'No' },
  ]
  const asked = await shown('interactive/buttons', { body_text: '¿Vienes?', buttons })
  expect(asked.message).toMatchObject({
    type: 'interactive',
    text: '¿Vienes?',
    interactive: { form: 'buttons', buttons },
  })
  expect(await heard({ button_reply: { id: 'yes', message_id: asked.id } })).toMatchObject({
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Sí' } },
    context: { id: asked.id },
  })
  const sections = [{ title: 'Mañana', rows: [{ id: 'mon', title: 'Lunes', description: 'Con Lucía' }] }]
  const list = await shown('interactive/list', { body_text: 'Elige', button_text: 'Ver', sections })
  expect(await heard({ list_reply: { id: 'mon', message_id: list.id } })).toMatchObject({
    interactive: { type: 'list_reply', list_reply: { id: 'mon', title: 'Lunes', description: 'Con Lucía' } },
    context: { id: list.id },
  })
})

test('a link, the catalogue and a raw body are on the phone', async () => {
  const link = { display_text: 'Ver', url: 'https://shop.example.com/1' }
  expect((await shown('interactive/cta-url', { body_text: 'Mira', ...link })).message).toMatchObject({
    interactive: { form: 'cta_url', ...link },
  })
  expect((await shown('interactive/catalog', { body_text: 'Mira' })).message).toMatchObject({
    interactive: { form: 'catalog' },
  })
  const body = { to: lucio.slice(1), type: 'text', text: { body: 'En crudo' } }
  const raw = await answer(keebai.sendRawMessage({ client: company.api, body: { ...sender(), body } }))
  expect(raw.status).toBe(202)
  await until(async () => (await company.inbox(lucio)).some(({ text }) => text === 'En crudo'))
})

test('a message is marked read on the phone of whoever wrote it; one of nobody is refused', async () => {
  const { message_id } = (await heard({ text: 'hola' })) as { message_id: string }
  const mark = (id: string) =>
    answer(
      keebai.markMessageRead({ client: company.api, body: { ...sender(), message_id: id, typing_indicator: 'text' } }),
    )
  expect(await mark(message_id)).toMatchObject({ status: 200, body: { success: true } })
  expect((await company.inbox(lucio)).find(({ id }) => id === message_id)?.status).toBe('read')
  expect(await mark('wamid.nobody')).toMatchObject({
    status: 502,
    body: { error: { details: { outcome: 'refused' } } },
  })
})

test('meta data of any send comes back with its events, also with a failure', async () => {
  const meta_data = { order_id: 'PED-1024' }
  await shown('location', { latitude: 1, longitude: 2, meta_data })
  expect(await eventOf('whatsapp.message.delivered')).toMatchObject({ meta_data })
  const stranger = await company.phone('+5491166660003')
  const body = { ...sender(), to: stranger, latitude: 1, longitude: 2, meta_data }
  expect((await company.call('POST', '/v1/messages/location', { body })).status).toBe(202)
  expect(await eventOf('whatsapp.message.failed')).toMatchObject({
    meta_data,
    recipient_id: stranger,
    errors: [{ code: 131047, title: expect.any(String) }],
  })
})
