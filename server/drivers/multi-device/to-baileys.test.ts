import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Content } from '../../domain/messages/content.ts'
import { toBaileys } from './to-baileys.ts'

const stream = Readable.from(['bytes'])
const media = { by: 'id', id: 'med_1' } as const
const keyOf = (id: string) => (id === 'known' ? { remoteJid: 'chat', fromMe: false, id: 'KEY' } : undefined)

function translated(content: Content, mime = 'application/pdf', filename: string | null = null) {
  return toBaileys(content, { keyOf, medium: { stream, mime, filename } })
}

test.each<[string, Content, object]>([
  [
    'a text has no preview',
    { type: 'text', text: 'see https://a.example', previewUrl: false },
    { text: 'see https://a.example', linkPreview: null },
  ],
  [
    'a wished preview shows where the link leads',
    { type: 'text', text: 'see https://a.example/x?y=1 now', previewUrl: true },
    {
      text: 'see https://a.example/x?y=1 now',
      linkPreview: {
        'canonical-url': 'https://a.example/x?y=1',
        'matched-text': 'https://a.example/x?y=1',
        title: 'a.example',
      },
    },
  ],
  [
    'a text without a link has nothing to preview',
    { type: 'text', text: 'http:// no', previewUrl: true },
    { text: 'http:// no', linkPreview: null },
  ],
  [
    'a bare place',
    { type: 'location', latitude: -34.6, longitude: 0 },
    { location: { degreesLatitude: -34.6, degreesLongitude: 0 } },
  ],
  [
    'a place with name and address',
    { type: 'location', latitude: 1, longitude: 2, name: 'Shop', address: 'Street 1' },
    { location: { degreesLatitude: 1, degreesLongitude: 2, name: 'Shop', address: 'Street 1' } },
  ],
  [
    'one card goes by its name',
    { type: 'contacts', contacts: [{ name: { formatted: 'Ana' } }] },
    { contacts: { displayName: 'Ana', contacts: [{ displayName: 'Ana', vcard: expect.stringContaining('FN:Ana') }] } },
  ],
  [
    'several go by their number',
    { type: 'contacts', contacts: [{ name: { formatted: 'Ana' } }, { name: { formatted: 'Bruno' } }] },
    { contacts: { displayName: '2 contacts', contacts: [{ displayName: 'Ana' }, { displayName: 'Bruno' }] } },
  ],
  [
    'a reaction',
    { type: 'reaction', messageId: 'known', emoji: '👍' },
    { react: { text: '👍', key: { id: 'KEY', fromMe: false } } },
  ],
  [
    'a reaction taken back',
    { type: 'reaction', messageId: 'known', emoji: '' },
    { react: { text: '', key: { id: 'KEY' } } },
  ],
  [
    'an image',
    { type: 'image', media, caption: 'c' },
    { image: { stream }, mimetype: 'application/pdf', caption: 'c', jpegThumbnail: null },
  ],
  ['a video', { type: 'video', media }, { video: { stream }, mimetype: 'application/pdf', jpegThumbnail: null }],
  [
    'a document',
    { type: 'document', media, filename: 'a.pdf', caption: 'c' },
    { document: { stream }, fileName: 'a.pdf', caption: 'c' },
  ],
  ['a document without a name', { type: 'document', media }, { document: { stream }, fileName: 'file' }],
  ['a sticker', { type: 'sticker', media }, { sticker: { stream }, mimetype: 'application/pdf' }],
])('%s', (_, content, expected) => {
  expect(translated(content)).toMatchObject(expected)
})

test('a document goes by the name it was uploaded with unless the message gives one', () => {
  expect(translated({ type: 'document', media }, 'application/pdf', 'up.pdf')).toMatchObject({ fileName: 'up.pdf' })
  expect(translated({ type: 'document', media, filename: 'own.pdf' }, 'application/pdf', 'up.pdf')).toMatchObject({
    fileName: 'own.pdf',
  })
})

test('a caption that is not there is left out', () => {
  for (const type of ['image', 'video', 'document'] as const) {
    expect(Object.keys(translated({ type, media }) ?? {})).not.toContain('caption')
  }
})

test('audio is a voice message only when it is meant as one, and then its codec is named', () => {
  expect(translated({ type: 'audio', media }, 'audio/ogg')).toMatchObject({ ptt: false, mimetype: 'audio/ogg' })
  expect(translated({ type: 'audio', media, voice: true }, 'audio/ogg')).toMatchObject({
    ptt: true,
    mimetype: 'audio/ogg; codecs=opus',
  })
  expect(translated({ type: 'audio', media, voice: true }, 'audio/mp4')).toMatchObject({
    ptt: true,
    mimetype: 'audio/mp4',
  })
})

test('nothing is left to Baileys that it would write a copy in clear for', () => {
  expect(translated({ type: 'image', media })).toHaveProperty('jpegThumbnail', null)
  expect(translated({ type: 'video', media })).toHaveProperty('jpegThumbnail', null)
  expect(translated({ type: 'audio', media })).toMatchObject({ seconds: null, waveform: null })
})

test.each<Content>([
  { type: 'reaction', messageId: 'unknown', emoji: '👍' },
  { type: 'template', name: 'a', language: 'es', parameters: { form: 'named', values: {} } },
  { type: 'catalog', body: 'x' },
  { type: 'raw', body: {} },
  { type: 'interactive', form: 'list', body: 'x', button: 'Open', sections: [] },
])('there is no message for $type', (content) => {
  expect(translated(content)).toBeUndefined()
})
