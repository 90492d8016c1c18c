import { expect, test } from 'vitest'
import type { MessageId, PhoneNumber } from '../../domain/ids.ts'
import type { Content, InteractiveHeader } from '../../domain/messages/content.ts'
import { toGraphMessage } from './to-graph.ts'

const envelope = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+5491155555555',
  biz_opaque_callback_data: 'm1',
}
const link = { by: 'link', url: 'https://cdn.example.com/a.bin' } as const
const upload = { by: 'id', id: '1013859600285441' } as const

test('a text keeps its plus, its link preview and our id', () => {
  expect(toGraphMessage(anOutgoing({ type: 'text', text: 'Hola', previewUrl: true }))).toEqual({
    ...envelope,
    type: 'text',
    text: { body: 'Hola', preview_url: true },
  })
})

test('named variables become named body parameters', () => {
  const values = { nombre: 'Lucio', monto: '100' }
  const content = {
    type: 'template',
    name: 'welcome_v2',
    language: 'es',
    parameters: { form: 'named', values },
  } as const
  const parameters = [
    { type: 'text', parameter_name: 'nombre', text: 'Lucio' },
    { type: 'text', parameter_name: 'monto', text: '100' },
  ]
  expect(toGraphMessage(anOutgoing(content))).toEqual({
    ...envelope,
    type: 'template',
    template: { name: 'welcome_v2', language: { code: 'es' }, components: [{ type: 'body', parameters }] },
  })
})

test('a template without variables has no components', () => {
  const parameters = { form: 'named', values: {} } as const
  const message = toGraphMessage(anOutgoing({ type: 'template', name: 'hi', language: 'es', parameters }))
  expect(message).toMatchObject({ template: { name: 'hi', language: { code: 'es' } } })
  expect(message).not.toHaveProperty('template.components')
})

test('components pass through untouched', () => {
  const components = [{ type: 'button', sub_type: 'flow', index: 0, parameters: [{ type: 'action', action: {} }] }]
  const parameters = { form: 'components', components } as const
  const message = toGraphMessage(anOutgoing({ type: 'template', name: 'hi', language: 'es', parameters }))
  expect(message).toHaveProperty('template.components', components)
})

test('a medium goes by its link or by its id', () => {
  expect(sent({ type: 'image', media: link, caption: 'El menú' })).toEqual({
    ...envelope,
    type: 'image',
    image: { link: link.url, caption: 'El menú' },
  })
  expect(sent({ type: 'sticker', media: upload })).toEqual({ ...envelope, type: 'sticker', sticker: { id: upload.id } })
})

test.each([
  ['image', { caption: 'c' }],
  ['video', { caption: 'c' }],
  ['audio', { voice: true }],
  ['document', { caption: 'c', filename: 'a.pdf' }],
  ['sticker', {}],
] as const)('%s has the members Meta knows for it and no others', (type, members) => {
  const content = { type, media: upload, caption: 'c', filename: 'a.pdf', voice: true } as const
  expect(sent(content)).toEqual({ ...envelope, type, [type]: { id: upload.id, ...members } })
})

test('a location has numbers, and a name and an address where there are any', () => {
  const place = { latitude: -34.603684, longitude: -58.381559, name: 'Obelisco', address: 'Av. 9 de Julio' }
  expect(sent({ type: 'location', ...place })).toEqual({ ...envelope, type: 'location', location: place })
  expect(sent({ type: 'location', latitude: 0, longitude: 0 })).toMatchObject({
    location: { latitude: 0, longitude: 0 },
  })
})

test('a contact card keeps every part', () => {
  const card = {
    name: { formatted: 'Ana María Díaz', first: 'Ana', middle: 'María', last: 'Díaz', prefix: 'Dra.', suffix: 'PhD' },
    phones: [{ phone: '+5491155555555', type: 'CELL', waId: '5491155555555' }, { phone: '+5491144444444' }],
    emails: [{ email: 'ana@example.com', type: 'WORK' }],
    org: { company: 'Panadería', department: 'Ventas', title: 'Jefa' },
    addresses: [{ street: 'Corrientes 1', city: 'Buenos Aires', country_code: 'ar' }],
    urls: [{ url: 'https://example.com', type: 'WORK' }],
    birthday: '1990-08-18',
  }
  expect(sent({ type: 'contacts', contacts: [card] })).toEqual({
    ...envelope,
    type: 'contacts',
    contacts: [
      {
        name: {
          formatted_name: 'Ana María Díaz',
          first_name: 'Ana',
          middle_name: 'María',
          last_name: 'Díaz',
          prefix: 'Dra.',
          suffix: 'PhD',
        },
        phones: [{ phone: '+5491155555555', type: 'CELL', wa_id: '5491155555555' }, { phone: '+5491144444444' }],
        emails: card.emails,
        org: card.org,
        addresses: card.addresses,
        urls: card.urls,
        birthday: '1990-08-18',
      },
    ],
  })
})

test('a contact with one name has it as first name too, for Meta wants a second part', () => {
  expect(sent({ type: 'contacts', contacts: [{ name: { formatted: 'Ana' } }] })).toMatchObject({
    contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' } }],
  })
  expect(sent({ type: 'contacts', contacts: [{ name: { formatted: 'Díaz', last: 'Díaz' } }] })).toMatchObject({
    contacts: [{ name: { formatted_name: 'Díaz', last_name: 'Díaz' } }],
  })
})

test('a reaction names the message; an empty one takes it back', () => {
  expect(sent({ type: 'reaction', messageId: 'wamid.A', emoji: '👍' })).toEqual({
    ...envelope,
    type: 'reaction',
    reaction: { message_id: 'wamid.A', emoji: '👍' },
  })
  expect(sent({ type: 'reaction', messageId: 'wamid.A', emoji: '' })).toMatchObject({ reaction: { emoji: '' } })
})

test('buttons are reply buttons under their body', () => {
  const buttons = [
    { id: 'yes', title: 'Sí' },
    { id: 'no', title: 'No' },
  ]
  const content = { type: 'interactive', form: 'buttons', body: '¿Vienes?', buttons, footer: 'Gracias' } as const
  expect(sent(content)).toEqual({
    ...envelope,
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: '¿Vienes?' },
      footer: { text: 'Gracias' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'yes', title: 'Sí' } },
          { type: 'reply', reply: { id: 'no', title: 'No' } },
        ],
      },
    },
  })
})

test.each<[string, InteractiveHeader, object]>([
  ['a text', { text: 'Hola' }, { type: 'text', text: 'Hola' }],
  ['an image', { kind: 'image', media: link }, { type: 'image', image: { link: link.url } }],
  ['a video', { kind: 'video', media: upload }, { type: 'video', video: { id: upload.id } }],
  ['a document', { kind: 'document', media: link }, { type: 'document', document: { link: link.url } }],
])('the header of an interactive message may be %s', (_, header, expected) => {
  const buttons = [{ id: 'a', title: 'A' }]
  const content = { type: 'interactive', form: 'buttons', body: 'b', buttons, header } as const
  expect(sent(content)).toHaveProperty('interactive.header', expected)
})

test('a list keeps its sections and rows', () => {
  const sections = [{ title: 'Dulces', rows: [{ id: '1', title: 'Torta', description: 'De manzana' }] }]
  expect(sent({ type: 'interactive', form: 'list', body: 'Elige', button: 'Ver', sections })).toEqual({
    ...envelope,
    type: 'interactive',
    interactive: { type: 'list', body: { text: 'Elige' }, action: { button: 'Ver', sections } },
  })
})

test('a link button has its text and its address', () => {
  const content = { form: 'cta_url', body: 'Mira', displayText: 'Abrir', url: 'https://example.com' } as const
  expect(sent({ type: 'interactive', ...content })).toHaveProperty('interactive', {
    type: 'cta_url',
    body: { text: 'Mira' },
    action: { name: 'cta_url', parameters: { display_text: 'Abrir', url: 'https://example.com' } },
  })
})

test('a catalogue shows the product asked for, or the first', () => {
  const catalog = { type: 'catalog', body: 'Nuestro catálogo' } as const
  expect(sent({ ...catalog, thumbnailProductRetailerId: 'sku-1', footer: 'f' })).toHaveProperty('interactive', {
    type: 'catalog_message',
    body: { text: 'Nuestro catálogo' },
    footer: { text: 'f' },
    action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku-1' } },
  })
  expect(sent(catalog)).toHaveProperty('interactive.action', { name: 'catalog_message' })
})

test('a raw body goes as it is, under our id', () => {
  const body = { to: '15550001111', type: 'text', text: { body: 'x' }, context: { message_id: 'wamid.A' } }
  expect(sent({ type: 'raw', body })).toEqual({
    messaging_product: 'whatsapp',
    ...body,
    biz_opaque_callback_data: 'm1',
  })
  const own = { ...body, messaging_product: 'whatsapp', biz_opaque_callback_data: 'theirs' }
  expect(sent({ type: 'raw', body: own })).toHaveProperty('biz_opaque_callback_data', 'm1')
})

function sent(content: Content) {
  return toGraphMessage(anOutgoing(content))
}

function anOutgoing(content: Content) {
  return { id: 'm1' as MessageId, to: '+5491155555555' as PhoneNumber, content }
}
