import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { codeOf, deep, openGraphRig, wamidOf } from './graph-rig.ts'

const NUMBER = {
  wabaId: '428083093730937',
  phoneNumberId: '100000000000001',
  phoneNumber: '15552000001',
  verifiedName: 'Demo',
}
const LUCIO = '5491155555555'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function seeded() {
  const rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  rig.phones.add('one', { number: LUCIO, name: 'Lucio' })
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const send = (type: string, member: unknown, extra: Record<string, unknown> = {}) =>
    rig.call('POST', `/${NUMBER.phoneNumberId}/messages`, token, {
      messaging_product: 'whatsapp',
      to: LUCIO,
      type,
      [type]: member,
      ...extra,
    })
  const upload = async (mime: string, bytes: Buffer<ArrayBuffer>, filename = 'a.bin') => {
    const form = new FormData()
    form.append('messaging_product', 'whatsapp')
    form.append('type', mime)
    form.append('file', new Blob([bytes], { type: mime }), filename)
    return rig.form(`/${NUMBER.phoneNumberId}/media`, token, form)
  }
  const screen = () => rig.phones.messages('one', LUCIO)
  return Object.assign(rig, { token, send, upload, screen })
}

test('a medium by its id is on the phone with its bytes, also after the upload was deleted', async () => {
  await using rig = await seeded()
  const { body } = await rig.upload('image/png', PNG)
  const id = String(body.id)
  const wamid = wamidOf(await rig.send('image', { id, caption: 'El menú' }))
  await rig.call('DELETE', `/${id}`, rig.token)
  const [shown] = rig.screen()
  expect(shown).toMatchObject({
    id: wamid,
    type: 'image',
    text: 'El menú',
    media: { mime: 'image/png', size: PNG.length },
  })
  expect(await whole(rig.phones.shelf.read('one', shown?.media?.file ?? ''))).toEqual(PNG)
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
})

test('a medium by its link is fetched after the message was accepted', async () => {
  await using rig = await seeded()
  await using files = await serve((path) => (path === '/a.png' ? ['image/png', PNG] : undefined))
  await rig.send('image', { link: `${files.url}/a.png` })
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
  const [shown] = rig.screen()
  expect(shown?.media).toMatchObject({ mime: 'image/png', size: PNG.length, link: `${files.url}/a.png` })
  expect(await whole(rig.phones.shelf.read('one', shown?.media?.file ?? ''))).toEqual(PNG)
})

test('a link that leads nowhere or to something else fails the message later, with 131052 or 131053', async () => {
  await using rig = await seeded()
  await using files = await serve((path) => (path === '/page' ? ['text/html', Buffer.from('<p>')] : undefined))
  expect((await rig.send('image', { link: `${files.url}/missing.png` })).status).toBe(200)
  expect(await rig.statuses()).toEqual(['failed 131052'])
  await rig.send('image', { link: `${files.url}/page` })
  expect(await rig.statuses()).toEqual(['failed 131052', 'failed 131053'])
  expect(rig.screen()).toEqual([])
  expect(rig.graph.ledger('one').map(({ outcome, code }) => [outcome, code])).toEqual([
    ['failed', 131052],
    ['failed', 131053],
  ])
})

test('links of the documentation are shown without bytes, for nobody can have those names', async () => {
  await using rig = await seeded()
  await rig.send('document', { link: 'https://cdn.example.com/menu.pdf', filename: 'menu.pdf' })
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
  expect(rig.screen()[0]?.media).toMatchObject({ mime: 'application/pdf', size: null, filename: 'menu.pdf' })
})

test('a file of another type than the message fails it later', async () => {
  await using rig = await seeded()
  const { body } = await rig.upload('application/pdf', Buffer.from('%PDF'))
  await rig.send('image', { id: String(body.id) })
  expect(await rig.statuses()).toEqual(['failed 131053'])
})

test('places, cards and reactions are on the phone', async () => {
  await using rig = await seeded()
  const first = wamidOf(await rig.send('text', { body: 'Hola' }))
  await rig.send('location', { latitude: '-34.603684', longitude: -58.381559, name: 'Obelisco' })
  await rig.send('contacts', [
    { name: { formatted_name: 'Ana Díaz', first_name: 'Ana' }, phones: [{ phone: '+54911' }] },
  ])
  await rig.send('reaction', { message_id: first, emoji: '👍🏽' })
  await rig.send('reaction', { message_id: first, emoji: '' })
  expect(rig.screen().slice(1)).toMatchObject([
    { type: 'location', text: 'Obelisco', location: { latitude: -34.603684, longitude: -58.381559 } },
    { type: 'contacts', text: 'Ana Díaz', contacts: [{ phones: [{ phone: '+54911' }] }] },
    { type: 'reaction', text: '👍🏽', reaction: { message_id: first } },
    { type: 'reaction', text: '', reaction: { message_id: first, emoji: '' } },
  ])
})

test('a reaction to what is not in the chat is accepted and fails with 131009', async () => {
  await using rig = await seeded()
  expect((await rig.send('reaction', { message_id: 'wamid.nothing', emoji: '👍' })).status).toBe(200)
  expect(await rig.statuses()).toEqual(['failed 131009'])
})

test('what can be tapped on is on the phone, and a reply names what it answers', async () => {
  await using rig = await seeded()
  const buttons = [
    { type: 'reply', reply: { id: 'yes', title: 'Sí' } },
    { type: 'reply', reply: { id: 'no', title: 'No' } },
  ]
  const asked = wamidOf(
    await rig.send('interactive', {
      type: 'button',
      header: { type: 'text', text: 'Fiesta' },
      body: { text: '¿Vienes?' },
      footer: { text: 'Gracias' },
      action: { buttons },
    }),
  )
  const rows = [{ id: 'cake', title: 'Torta', description: 'De manzana' }]
  await rig.send('interactive', {
    type: 'list',
    body: { text: 'Elige' },
    action: { button: 'Ver', sections: [{ rows }] },
  })
  const link = { name: 'cta_url', parameters: { display_text: 'Abrir', url: 'https://example.com' } }
  await rig.send('interactive', { type: 'cta_url', body: { text: 'Mira' }, action: link })
  await rig.send('interactive', {
    type: 'catalog_message',
    body: { text: 'Todo' },
    action: { name: 'catalog_message' },
  })
  await rig.send('text', { body: '?' }, { context: { message_id: asked } })
  expect(rig.screen()).toMatchObject([
    {
      text: '¿Vienes?',
      interactive: {
        form: 'buttons',
        header: 'Fiesta',
        footer: 'Gracias',
        buttons: [{ id: 'yes', title: 'Sí' }, { id: 'no' }],
      },
    },
    { text: 'Elige', interactive: { form: 'list', button: 'Ver', sections: [{ rows }] } },
    { text: 'Mira', interactive: { form: 'cta_url', display_text: 'Abrir', url: 'https://example.com' } },
    { text: 'Todo', interactive: { form: 'catalog' } },
    { text: '?', context: asked },
  ])
})

const body = { text: 'b' }
const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const row = (id: number, more = {}) => ({ id: String(id), title: `Row ${id}`, ...more })
const list = (sections: unknown, button = 'Ver') => ({ type: 'list', body, action: { button, sections } })

test.each<[string, string, unknown, number]>([
  ['a medium without id and link', 'image', { caption: 'x' }, 100],
  ['a medium with id and link', 'image', { id: '1', link: 'https://example.com/a.png' }, 100],
  ['a medium nobody uploaded', 'image', { id: '999' }, 131009],
  ['a caption of an audio', 'audio', { link: 'https://example.com/a.mp3', caption: 'x' }, 100],
  ['a caption too long', 'video', { link: 'https://example.com/a.mp4', caption: 'x'.repeat(1025) }, 100],
  ['a link that is none', 'document', { link: 'ftp://example.com/a.pdf' }, 100],
  ['a location without longitude', 'location', { latitude: 1 }, 131008],
  ['a latitude beyond the pole', 'location', { latitude: 91, longitude: 0 }, 131009],
  ['no contacts', 'contacts', [], 131009],
  ['a card without a formatted name', 'contacts', [{ name: { first_name: 'A' } }], 131008],
  ['a card with a formatted name alone', 'contacts', [{ name: { formatted_name: 'A' } }], 131009],
  ['a reaction of two emojis', 'reaction', { message_id: 'w', emoji: '👍👍' }, 131009],
  ['a reaction of a letter', 'reaction', { message_id: 'w', emoji: 'x' }, 131009],
  ['a reaction to nothing', 'reaction', { emoji: '👍' }, 131008],
  ['no buttons', 'interactive', { type: 'button', body, action: { buttons: [] } }, 131009],
  [
    'four buttons',
    'interactive',
    { type: 'button', body, action: { buttons: [1, 2, 3, 4].map((n) => reply(`${n}`, `${n}`)) } },
    131009,
  ],
  [
    'a button title too long',
    'interactive',
    { type: 'button', body, action: { buttons: [reply('1', 'x'.repeat(21))] } },
    131009,
  ],
  [
    'two buttons of one id',
    'interactive',
    { type: 'button', body, action: { buttons: [reply('1', 'a'), reply('1', 'b')] } },
    131009,
  ],
  [
    'a body too long',
    'interactive',
    { type: 'button', body: { text: 'x'.repeat(1025) }, action: { buttons: [reply('1', 'a')] } },
    131009,
  ],
  ['an unknown kind', 'interactive', { type: 'hologram', body, action: {} }, 131009],
  [
    'eleven rows',
    'interactive',
    list([
      { title: 'a', rows: [1, 2, 3, 4, 5, 6].map((n) => row(n)) },
      { title: 'b', rows: [7, 8, 9, 10, 11].map((n) => row(n)) },
    ]),
    131009,
  ],
  [
    'two sections of which one has no title',
    'interactive',
    list([{ title: 'a', rows: [row(1)] }, { rows: [row(2)] }]),
    131008,
  ],
  ['a description too long', 'interactive', list([{ rows: [row(1, { description: 'x'.repeat(73) })] }]), 131009],
  ['a list button too long', 'interactive', list([{ rows: [row(1)] }], 'x'.repeat(21)), 131009],
  [
    'a picture above a list',
    'interactive',
    { ...list([{ rows: [row(1)] }]), header: { type: 'image', image: { id: '1' } } },
    131009,
  ],
  [
    'a link button without a link',
    'interactive',
    { type: 'cta_url', body, action: { name: 'cta_url', parameters: { display_text: 'x' } } },
    131008,
  ],
])('%s is refused and leaves nothing', async (_, type, member, code) => {
  await using rig = await seeded()
  expect(codeOf(await rig.send(type, member))).toBe(code)
  expect(rig.graph.ledger('one')).toEqual([])
})

test('a read receipt may show the typing indicator, for 25 seconds or until the answer', async () => {
  await using rig = await seeded()
  const wamid = rig.graph.receiveText('one', { from: LUCIO, to: NUMBER.phoneNumber, text: 'Hola' })
  const read = (typing_indicator: unknown) =>
    rig.call('POST', `/${NUMBER.phoneNumberId}/messages`, rig.token, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: wamid,
      typing_indicator,
    })
  const typers = () => rig.phones.typers('one', LUCIO, rig.time.now).map(({ from }) => from)
  expect((await read({ type: 'text' })).body).toEqual({ success: true })
  expect(typers()).toEqual([NUMBER.phoneNumber])
  rig.time.now += 25_000
  expect(typers()).toEqual([])
  await read({ type: 'text' })
  await rig.send('text', { body: 'Hola' })
  expect(typers()).toEqual([])
  expect(codeOf(await read({ type: 'dance' }))).toBe(100)
})

test('people with hidden numbers are known by their user id alone', async () => {
  await using rig = await seeded()
  rig.graph.configure('one', { hideNumbers: true })
  rig.graph.receiveText('one', { from: LUCIO, to: NUMBER.phoneNumber, text: 'Hola' })
  await rig.send('text', { body: 'Hola' })
  await rig.graph.settle()
  const all = rig.inbox.map(({ body }) => body)
  const [inbound] = deep(all, 'messages')
  expect(inbound).toMatchObject({ from_user_id: expect.stringMatching(/^US\.\d{20}$/), text: { body: 'Hola' } })
  expect(inbound).not.toHaveProperty('from')
  expect(deep(all, 'statuses')[0]).toMatchObject({ recipient_user_id: inbound?.from_user_id })
  expect(JSON.stringify(all)).not.toContain(`"${LUCIO}"`)
  const answered = await rig.send('text', { body: 'Hola' }, { to: undefined, recipient: inbound?.from_user_id })
  expect(answered.status).toBe(200)
})

async function serve(answer: (path: string) => [string, Buffer] | undefined) {
  const server = createServer((request, response) => {
    const [mime, bytes] = answer(request.url ?? '/') ?? []
    if (mime === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': mime }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
