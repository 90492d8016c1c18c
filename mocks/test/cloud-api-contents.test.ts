import { expect, test } from 'vitest'
import type { Content } from '../../server/domain/messages/content.ts'
import { asset, customerDigits, openCloudApiRig, realm } from './cloud-api-rig.ts'

const link = (name: string) => ({ by: 'link', url: `https://cdn.example.com/${name}` }) as const
const buttons = [
  { id: 'yes', title: 'Sí' },
  { id: 'no', title: 'No' },
]
const sections = [{ title: 'Dulces', rows: [{ id: 'cake', title: 'Torta', description: 'De manzana' }] }]

const contents: [string, Content, object][] = [
  ['an image', { type: 'image', media: link('a.png'), caption: 'Mira' }, { type: 'image', text: 'Mira' }],
  ['a video', { type: 'video', media: link('a.mp4'), caption: 'Mira' }, { type: 'video', text: 'Mira' }],
  ['an audio', { type: 'audio', media: link('a.ogg'), voice: true }, { type: 'audio', media: { voice: true } }],
  [
    'a document',
    { type: 'document', media: link('a.pdf'), filename: 'menú.pdf', caption: 'Mira' },
    { type: 'document', text: 'Mira', media: { filename: 'menú.pdf' } },
  ],
  ['a sticker', { type: 'sticker', media: link('a.webp') }, { type: 'sticker', media: { mime: 'image/webp' } }],
  [
    'a location',
    { type: 'location', latitude: -34.6, longitude: -58.38, name: 'Obelisco', address: 'Av. 9 de Julio' },
    { type: 'location', location: { latitude: -34.6, longitude: -58.38, name: 'Obelisco', address: 'Av. 9 de Julio' } },
  ],
  [
    'contacts',
    { type: 'contacts', contacts: [{ name: { formatted: 'Ana' }, phones: [{ phone: '+54911', waId: '54911' }] }] },
    {
      contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, phones: [{ phone: '+54911', wa_id: '54911' }] }],
    },
  ],
  [
    'buttons',
    { type: 'interactive', form: 'buttons', body: '¿Vienes?', buttons, header: { text: 'Fiesta' }, footer: 'Gracias' },
    { text: '¿Vienes?', interactive: { form: 'buttons', buttons, header: 'Fiesta', footer: 'Gracias' } },
  ],
  [
    'buttons under a picture',
    { type: 'interactive', form: 'buttons', body: 'b', buttons, header: { kind: 'image', media: link('a.png') } },
    { interactive: { form: 'buttons' }, media: { mime: 'image/png' } },
  ],
  [
    'a list',
    { type: 'interactive', form: 'list', body: 'Elige', button: 'Ver', sections },
    { text: 'Elige', interactive: { form: 'list', button: 'Ver', sections } },
  ],
  [
    'a link button',
    { type: 'interactive', form: 'cta_url', body: 'Mira', displayText: 'Abrir', url: 'https://example.com' },
    { interactive: { form: 'cta_url', display_text: 'Abrir', url: 'https://example.com' } },
  ],
  [
    'a catalogue',
    { type: 'catalog', body: 'Todo', thumbnailProductRetailerId: 'sku-1', footer: 'Gracias' },
    { text: 'Todo', interactive: { form: 'catalog', footer: 'Gracias' } },
  ],
]

test.each(contents)('%s arrives on the phone as it was meant', async (_, content, expected) => {
  await using rig = await openCloudApiRig()
  const sent = await rig.send(content)
  await rig.meta.settle()
  expect(sent).toEqual({ outcome: 'accepted', wamid: rig.screen()[0]?.id })
  expect(rig.screen()).toMatchObject([expected])
  expect(rig.meta.ledger(realm)[0]?.bizOpaqueCallbackData).toMatch(/^[0-9a-f]{32}$/)
})

test('a reaction is on the message it is about', async () => {
  await using rig = await openCloudApiRig()
  const wamid = rig.meta.receiveText(realm, { from: customerDigits, to: asset.phoneNumber, text: 'Hola' })
  expect(await rig.send({ type: 'reaction', messageId: wamid, emoji: '👍' })).toMatchObject({ outcome: 'accepted' })
  expect(rig.screen()[1]).toMatchObject({ type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } })
})

test('a raw body arrives as it is, and settles under our id', async () => {
  await using rig = await openCloudApiRig()
  const body = { to: customerDigits, type: 'text', text: { body: 'crudo' }, biz_opaque_callback_data: 'theirs' }
  expect(await rig.send({ type: 'raw', body })).toMatchObject({ outcome: 'accepted' })
  expect(rig.screen()).toMatchObject([{ type: 'text', text: 'crudo' }])
  expect(rig.meta.ledger(realm)[0]?.bizOpaqueCallbackData).toMatch(/^[0-9a-f]{32}$/)
})

test.each<[string, Content, string]>([
  ['a medium Meta does not know', { type: 'image', media: { by: 'id', id: '12345' } }, '131009'],
  ['a link that is none', { type: 'image', media: { by: 'link', url: 'nowhere' } }, '100'],
  ['a latitude beyond the pole', { type: 'location', latitude: 91, longitude: 0 }, '131009'],
  ['no contacts', { type: 'contacts', contacts: [] }, '131009'],
  [
    'a button title too long',
    { type: 'interactive', form: 'buttons', body: 'b', buttons: [{ id: '1', title: 'x'.repeat(21) }] },
    '131009',
  ],
  ['an empty raw body', { type: 'raw', body: {} }, '131008'],
])('%s is refused in the words of Meta', async (_, content, code) => {
  await using rig = await openCloudApiRig()
  expect(await rig.send(content)).toMatchObject({ outcome: 'refused', code })
  expect(rig.meta.ledger(realm)).toEqual([])
})

test('a received message is marked read, with and without the typing indicator', async () => {
  await using rig = await openCloudApiRig()
  const wamid = rig.meta.receiveText(realm, { from: customerDigits, to: asset.phoneNumber, text: 'Hola' })
  const typers = () => rig.phones.typers(realm, customerDigits, rig.time.now)
  expect(await rig.line.markRead?.({ wamid, typing: false })).toEqual({ outcome: 'done' })
  expect([rig.screen()[0]?.status, typers()]).toEqual(['read', []])
  expect(await rig.line.markRead?.({ wamid, typing: true })).toEqual({ outcome: 'done' })
  expect(typers()).toHaveLength(1)
  expect(await rig.line.markRead?.({ wamid: 'wamid.x', typing: false })).toMatchObject({
    outcome: 'refused',
    code: '100',
  })
})

test('marking read when Meta cannot be reached or does not answer is unavailable, never a fault', async () => {
  await using rig = await openCloudApiRig(150)
  const wamid = rig.meta.receiveText(realm, { from: customerDigits, to: asset.phoneNumber, text: 'Hola' })
  rig.meta.addFault(realm, { kind: 'hang' })
  expect(await rig.line.markRead?.({ wamid, typing: false })).toMatchObject({ outcome: 'unavailable' })
})
