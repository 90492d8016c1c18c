import { expect, test } from 'vitest'
import type { Channel } from '../domain/channels/channel.ts'
import type { Medium } from '../domain/media/medium.ts'
import { type Called, startApp } from './app-rig.ts'

const to = '+5491155555555'
const link = 'https://cdn.example.com/a.bin'
const wamid = 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA='
const byLink = { media: { by: 'link', url: link } }
const rows = [{ id: 'mon-10', title: 'Lunes 10:00', description: 'Con Lucía' }]

/** Each operation: its path, what it is asked, what is handed to WhatsApp. */
const sends: [path: string, body: Record<string, unknown>, content: Record<string, unknown>][] = [
  ['image', { link, caption: 'Hoy' }, { type: 'image', ...byLink, caption: 'Hoy' }],
  ['image', { media_id: '10138' }, { type: 'image', media: { by: 'id', id: '10138' } }],
  ['video', { link, caption: 'Hoy' }, { type: 'video', ...byLink, caption: 'Hoy' }],
  ['audio', { link }, { type: 'audio', ...byLink }],
  [
    'audio',
    { media_id: 'media_abc-1', voice: true },
    { type: 'audio', media: { by: 'id', id: 'media_abc-1' }, voice: true },
  ],
  [
    'document',
    { link, filename: 'a.pdf', caption: 'c' },
    { type: 'document', ...byLink, filename: 'a.pdf', caption: 'c' },
  ],
  ['sticker', { link }, { type: 'sticker', ...byLink }],
  [
    'location',
    { latitude: -34.6, longitude: 0, name: 'Obelisco', address: 'Av. 9 de Julio' },
    { type: 'location', latitude: -34.6, longitude: 0, name: 'Obelisco', address: 'Av. 9 de Julio' },
  ],
  ['location', { latitude: 90, longitude: -180 }, { type: 'location', latitude: 90, longitude: -180 }],
  [
    'contacts',
    {
      contacts: [
        {
          name: { formatted_name: 'Ana Díaz', first_name: 'Ana', last_name: 'Díaz', prefix: 'Dra.' },
          phones: [{ phone: '+5491166666666', type: 'CELL', wa_id: '5491166666666' }],
          org: { company: 'Panadería' },
          addresses: [{ city: 'Buenos Aires' }],
          birthday: '1990-08-18',
        },
      ],
    },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted: 'Ana Díaz', first: 'Ana', last: 'Díaz', prefix: 'Dra.' },
          phones: [{ phone: '+5491166666666', type: 'CELL', waId: '5491166666666' }],
          org: { company: 'Panadería' },
          addresses: [{ city: 'Buenos Aires' }],
          birthday: '1990-08-18',
        },
      ],
    },
  ],
  ['reaction', { message_id: wamid, emoji: '👍' }, { type: 'reaction', messageId: wamid, emoji: '👍' }],
  ['reaction', { message_id: wamid, emoji: '' }, { type: 'reaction', messageId: wamid, emoji: '' }],
  [
    'interactive/buttons',
    {
      body_text: '¿Vienes?',
      buttons: [{ id: 'y', title: 'Sí' }],
      header: { type: 'text', text: 'H' },
      footer_text: 'F',
    },
    {
      type: 'interactive',
      form: 'buttons',
      body: '¿Vienes?',
      buttons: [{ id: 'y', title: 'Sí' }],
      header: { text: 'H' },
      footer: 'F',
    },
  ],
  [
    'interactive/list',
    { body_text: 'Elige', button_text: 'Ver', sections: [{ title: 'Mañana', rows }] },
    { type: 'interactive', form: 'list', body: 'Elige', button: 'Ver', sections: [{ title: 'Mañana', rows }] },
  ],
  [
    'interactive/cta-url',
    { body_text: 'Mira', display_text: 'Ver', url: 'https://shop.example.com' },
    { type: 'interactive', form: 'cta_url', body: 'Mira', displayText: 'Ver', url: 'https://shop.example.com' },
  ],
  [
    'interactive/catalog',
    { body_text: 'Mira', thumbnail_product_retailer_id: 'SKU-1', footer_text: 'F' },
    { type: 'catalog', body: 'Mira', thumbnailProductRetailerId: 'SKU-1', footer: 'F' },
  ],
  ['interactive/catalog', { body_text: 'Mira' }, { type: 'catalog', body: 'Mira' }],
]

test.each(sends)(
  '%s %j is sent as meant, by either sender, and answered when WhatsApp has it',
  async (path, body, content) => {
    await using app = await startApp()
    const { alias } = await app.channel()
    for (const sender of [{ phone_number_id: '1234567890' }, { channel_id: alias }]) {
      const answer = await app.call(`/v1/messages/${path}`, { body: { ...sender, to, ...body } })
      expect(answer.status).toBe(202)
      const { message_id, broadcast_id } = answer.body
      expect(answer.body).toEqual({ message_id, status: 'sent', sent_at: expect.any(String), broadcast_id })
      expect(message_id).toMatch(/^wamid\./)
      expect((await app.call(`/v1/messages/bulk/${broadcast_id}`)).body.status).toMatch(/^[a-z]+$/)
    }
    expect(app.sent.map((message) => [message.to, message.content])).toEqual([
      [to, content],
      [to, content],
    ])
    expect(app.violations).toEqual([])
  },
)

test('a raw body is handed on as it is; its recipient may be written as Meta takes it', async () => {
  await using app = await startApp()
  await app.channel()
  const body = { to: '54 911 5555-5555', type: 'text', text: { body: 'Hola' }, anything: [1, { of: 'yours' }] }
  const answer = await app.call('/v1/messages/raw', {
    body: { phone_number_id: '1234567890', body, meta_data: { a: 1 } },
  })
  expect(answer.status).toBe(202)
  expect(app.sent).toMatchObject([{ to, content: { type: 'raw', body } }])
  const [stored] = await app.context.storage.read.messages.ofBroadcast(answer.body.broadcast_id)
  expect(stored?.metaData).toEqual({ a: 1 })
  expect(app.violations).toEqual([])
})

test.each([
  [{ type: 'text', text: { body: 'x' } }, '/body/body/to'],
  [{ to: 'abc', type: 'text' }, '/body/body/to'],
  [{ to: 5491155555555, type: 'text' }, '/body/body/to'],
  [{ status: 'read', message_id: wamid }, '/body/body/status'],
])('the raw body %j is refused, for nothing would tell what became of it', async (body, path) => {
  await using app = await startApp()
  await app.channel()
  const answer = await app.call('/v1/messages/raw', { body: { phone_number_id: '1234567890', body } })
  expect([answer.status, answer.body.error.code, answer.body.error.details[0].path]).toEqual([400, 'BAD_REQUEST', path])
  expect(app.sent).toEqual([])
  expect(app.violations).toEqual([])
})

test.each(['image', 'video', 'audio', 'document', 'sticker'])(
  'the %s that names no file, and the one that names two, have codes of their own',
  async (kind) => {
    await using app = await startApp()
    await app.channel()
    const send = (more: object) =>
      app.call(`/v1/messages/${kind}`, { body: { phone_number_id: '1234567890', to, ...more } })
    expect(codeOf(await send({}))).toEqual([400, 'MEDIA_REFERENCE_REQUIRED'])
    expect(codeOf(await send({ link, media_id: '1' }))).toEqual([400, 'MEDIA_REFERENCE_AMBIGUOUS'])
    expect(codeOf(await send({ link: 'ftp://example.com/a' }))).toEqual([400, 'BAD_REQUEST'])
    expect(app.sent).toEqual([])
    expect(app.violations).toEqual([])
  },
)

test.each(['image', 'video', 'audio', 'document', 'sticker'])(
  'a gateway takes a %s by a public https address alone and says where and why',
  async (kind) => {
    await using app = await startApp()
    await app.channel()
    const send = (link: string, more: object = {}) =>
      app.call(`/v1/messages/${kind}`, { body: { phone_number_id: '1234567890', to, link, ...more } })
    for (const [link, why] of [
      ['http://cdn.example.com/a', 'it must begin with https://'],
      ['https://127.0.0.1/a', 'its address is not on the public internet'],
      ['https://[::ffff:10.0.0.1]/a', 'its address is not on the public internet'],
      ['https://metadata.internal/a', 'its name is not on the public internet'],
      ['https://cdn.example.com:22/a', 'its port must be 443 or 8443'],
      ['https://u:p@cdn.example.com/a', 'it must not hold a user name or password'],
    ] as const) {
      const answer = await send(link)
      expect(codeOf(answer)).toEqual([400, 'BAD_REQUEST'])
      expect(answer.body.error.details).toEqual([{ path: '/body/link', message: why }])
    }
    expect(app.sent).toEqual([])
    expect((await send('https://cdn.example.com/a')).status).toBe(202)
    expect(app.violations).toEqual([])
  },
)

test.each([
  ['image', { link, caption: 'x'.repeat(1025) }, '/body/caption'],
  ['audio', { link, caption: 'x' }, '/body/caption'],
  ['document', { link, filename: '' }, '/body/filename'],
  ['sticker', { media_id: '../1' }, '/body/media_id'],
  ['location', { latitude: 90.1, longitude: 0 }, '/body/latitude'],
  ['location', { latitude: '1', longitude: 0 }, '/body/latitude'],
  ['contacts', { contacts: [] }, '/body/contacts'],
  ['contacts', { contacts: [{ name: { first_name: 'Ana' } }] }, '/body/contacts/0/name/formatted_name'],
  ['reaction', { message_id: 'x', emoji: '👍' }, '/body/message_id'],
  ['reaction', { message_id: wamid }, '/body/emoji'],
  ['interactive/buttons', { body_text: 'x', buttons: [] }, '/body/buttons'],
  ['interactive/buttons', { body_text: 'x', buttons: Array(4).fill({ id: 'a', title: 'b' }) }, '/body/buttons'],
  ['interactive/buttons', { body_text: 'x', buttons: [{ id: 'a', title: 'x'.repeat(21) }] }, '/body/buttons/0/title'],
  ['interactive/list', { body_text: 'x', button_text: 'b', sections: [{ rows: [] }] }, '/body/sections/0/rows'],
  ['interactive/cta-url', { body_text: 'x', display_text: 'b', url: 'http://example.com' }, '/body/url'],
  ['interactive/catalog', { body_text: '' }, '/body/body_text'],
  ['raw', { body: 'text' }, '/body/body'],
])('%s %j is refused at %s', async (path, body, at) => {
  await using app = await startApp()
  await app.channel()
  const recipient = path === 'raw' ? {} : { to }
  const answer = await app.call(`/v1/messages/${path}`, {
    body: { phone_number_id: '1234567890', ...recipient, ...body },
  })
  expect(codeOf(answer)).toEqual([400, 'BAD_REQUEST'])
  expect(answer.body.error.details.map(({ path: told }: { path: string }) => told)).toEqual([at])
  expect(app.violations).toEqual([])
})

test('a QR channel takes what a linked device can do and refuses the rest before it is sent', async () => {
  await using app = await startApp()
  const channel = await app.channel({ kind: 'qr', wabaId: null })
  await app.context.storage.transaction(async ({ media }) => {
    for (const id of ['10138', 'media_abc-1']) await media.insert(aMedium(channel, id, app.context.clock.now()))
  })
  for (const [path, body] of sends) {
    const answer = await app.call(`/v1/messages/${path}`, { body: { phone_number_id: '1234567890', to, ...body } })
    const refused = path.startsWith('interactive')
    expect(refused ? codeOf(answer) : answer.status, path).toEqual(
      refused ? [400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK'] : 202,
    )
  }
  const raw = { phone_number_id: '1234567890', body: { to, type: 'text' } }
  expect(codeOf(await app.call('/v1/messages/raw', { body: raw }))).toEqual([
    400,
    'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK',
  ])
  expect(app.sent.map(({ content }) => content.type)).not.toContain('interactive')
  expect(app.violations).toEqual([])
})

test('an Idempotency-Key sends once, and is the own one of each operation', async () => {
  await using app = await startApp()
  await app.channel()
  const headers = { 'idempotency-key': 'k-1' }
  const send = (path: string, body: object) =>
    app.call(`/v1/messages/${path}`, { headers, body: { phone_number_id: '1234567890', to, ...body } })
  const first = await send('image', { link })
  expect((await send('image', { link })).body).toEqual(first.body)
  expect(codeOf(await send('image', { link, caption: 'x' }))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  expect((await send('video', { link })).status).toBe(202)
  expect(app.sent).toHaveLength(2)
  expect(app.violations).toEqual([])
})

test('a token of the channel that Meta refuses has a code of its own, whatever is sent', async () => {
  await using app = await startApp()
  await app.channel()
  app.answer(() => ({ outcome: 'refused', code: '190', title: 'Access token has expired', details: null }))
  for (const [path, body] of [
    ['image', { link }],
    ['text', { text: 'Hola' }],
  ] as const) {
    const answer = await app.call(`/v1/messages/${path}`, { body: { phone_number_id: '1234567890', to, ...body } })
    expect(codeOf(answer)).toEqual([400, 'CHANNEL_MISSING_ACCESS_TOKEN'])
  }
  expect(app.violations).toEqual([])
})

function codeOf({ status, body }: Called): [number, string] {
  return [status, body.error.code]
}

/** One that was uploaded, and is kept here. */
function aMedium({ company, id: channel }: Channel, id: string, now: number): Medium {
  const common = { mime: 'image/png', size: 1, sha256: '00', filename: null, upstreamId: null }
  return { id, company, channel, ...common, blob: 'b1' as Medium['blob'], createdAt: now, expiresAt: now + 1000 }
}
