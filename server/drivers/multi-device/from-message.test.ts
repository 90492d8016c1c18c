import * as baileys from 'baileys'
import { expect, test } from 'vitest'
import { fromMessage } from './from-message.ts'

const speakers = {
  customer: '549115',
  business: '549110',
  isOwn: (jid: string | null | undefined) => jid === 'own',
  wamid: (keyId: string, sentBy: string) => `${sentBy}/${keyId}`,
}
const said = (message: baileys.proto.IMessage | null) => fromMessage(baileys, message, speakers)
const file = {
  directPath: '/v/1',
  mediaKey: Buffer.alloc(32, 1),
  fileSha256: Buffer.alloc(32, 2),
  fileEncSha256: Buffer.alloc(32, 3),
  fileLength: 12,
  mimetype: 'x/y',
}

test.each<[string, baileys.proto.IMessage | null, object | undefined]>([
  ['an empty text', { extendedTextMessage: { text: '' } }, { type: 'text', text: '', member: { body: '' } }],
  [
    'a round video',
    { ptvMessage: file },
    { type: 'video', member: { mime_type: 'x/y' }, medium: { kind: 'video', size: 12 } },
  ],
  ['a voice message', { audioMessage: { ...file, ptt: true } }, { type: 'audio', member: { voice: true } }],
  [
    'a document with a caption',
    { documentWithCaptionMessage: { message: { documentMessage: { ...file, fileName: 'a.pdf', caption: 'here' } } } },
    { type: 'document', member: { filename: 'a.pdf', caption: 'here' }, medium: { filename: 'a.pdf' } },
  ],
  [
    'an animated sticker',
    { lottieStickerMessage: { message: { stickerMessage: file } } },
    { type: 'sticker', member: { animated: true } },
  ],
  [
    'a picture of an album',
    { associatedChildMessage: { message: { imageMessage: file } } },
    { type: 'image', medium: { kind: 'image' } },
  ],
  [
    'a place that moves',
    { liveLocationMessage: { degreesLatitude: 1.5, degreesLongitude: -2 } },
    { type: 'location', member: { latitude: 1.5, longitude: -2 } },
  ],
  [
    'a reaction to nothing',
    { reactionMessage: { text: '👍' } },
    { type: 'reaction', member: { message_id: 'customer/' } },
  ],
  ['an order', { orderMessage: { orderId: '1' } }, { type: 'unsupported', member: { type: 'order' } }],
  ['an event', { eventMessage: { name: 'Party' } }, { type: 'unsupported', member: { type: 'event' } }],
  [
    'an invitation',
    { groupInviteMessage: { groupJid: 'g' } },
    { type: 'unsupported', member: { type: 'groupInvite' } },
  ],
  ['what is on the phone alone', null, { type: 'unsupported', member: { type: 'view_once' } }],
  ['the cover of an album', { albumMessage: { expectedImageCount: 2 } }, undefined],
  ['a pin', { pinInChatMessage: { type: 1 } }, undefined],
  ['keys', { senderKeyDistributionMessage: { groupId: 'g' } }, undefined],
  ['a setting of the chat', { protocolMessage: { type: 3, ephemeralExpiration: 86_400 } }, undefined],
  ['nothing', {}, undefined],
])('%s', (_, message, expected) => {
  if (expected) expect(said(message)).toMatchObject(expected)
  else expect(said(message)).toBeUndefined()
})

test.each<[string, object]>([
  ['no path', { directPath: null }],
  ['a path to another place', { directPath: 'https://evil.example/x' }],
  ['a key too short', { mediaKey: Buffer.alloc(16) }],
  ['no hash', { fileSha256: null }],
  ['no hash of what is uploaded', { fileEncSha256: Buffer.alloc(0) }],
])('a file with %s is told, but cannot be fetched', (_, broken) => {
  expect(said({ imageMessage: { ...file, ...broken } })).toMatchObject({ type: 'image', medium: null })
})

test('a size no file can have counts as unknown', () => {
  for (const fileLength of [-1, 0, 2 ** 60, Number.NaN]) {
    expect(said({ imageMessage: { ...file, fileLength } })?.medium?.size, `${fileLength}`).toBe(0)
  }
})

test('a quote names who wrote what is quoted', () => {
  const quoting = (participant: string) =>
    said({ extendedTextMessage: { text: 'x', contextInfo: { stanzaId: 'K', participant } } })
  expect(quoting('own')?.context).toEqual({ id: 'business/K', from: '549110' })
  expect(quoting('other')?.context).toEqual({ id: 'customer/K', from: '549115' })
})
