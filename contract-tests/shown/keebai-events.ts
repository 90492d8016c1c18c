import type { Json } from '../json.ts'
import type { ShownEvent } from './shown.ts'

const wamid = 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABEYEjlBM0Y1QzFEMkU0QjZBNzhDMQA='
const number = '+5491155555555'

/** Outer members of the docs, and those of the skills repository. */
const envelope = (type: string, data: Json): Json => ({
  id: 'evt_01KS65RDD05KC3S1BFQPF0TZMF',
  type,
  occurred_at: '2026-04-27T12:34:56.789Z',
  company_id: '66a0b1c2d3e4f5a6b7c8d9e0',
  channel_id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3',
  data,
})
const skills = (event: string, data: Json): Json => {
  return { event, timestamp: '2026-05-12T10:00:00.000Z', webhook_id: 'wh_01KS65PGZB3E828E7N4Q6PBFAK', data }
}

const receivedInDocs = { phone_number_id: '1234567890', from: number, to: '+56987654321', message_id: wamid }
const receivedInSkills = {
  id: wamid,
  from: number,
  phone_number_id: '1234567890',
  timestamp: '1779397510',
  contact: { wa_id: '5491155555555', profile: { name: 'Lucio' } },
}
const received = (kind: string, said: Json): ShownEvent => ({
  page: 'S:assets',
  event: 'whatsapp.message.received',
  body: skills('whatsapp.message.received', { ...receivedInSkills, type: kind, [kind]: said }),
})

export const events: ShownEvent[] = [
  { page: 'P:connect-qr', event: 'streamWhatsAppQr#qr', body: { event: 'qr', data: '2@hHk3v1d0' } },
  {
    page: 'P:connect-qr',
    event: 'streamWhatsAppQr#qr',
    body: { event: 'qr', data: { data: '2@hHk3v1d0', expires_at: '2026-04-27T12:34:56Z' } },
  },
  { page: 'P:connect-qr', event: 'streamWhatsAppQr#connecting', body: { event: 'connecting', data: {} } },
  {
    page: 'P:connect-qr',
    event: 'streamWhatsAppQr#connected',
    body: {
      event: 'connected',
      data: { channel_id: 'ch_01KS65PGZB3E828E7N4Q6PBFAK', phone_number: '+5491155555555', push_name: 'Lucio' },
    },
  },
  ...['failed', 'disconnected'].map((event): ShownEvent => {
    return { page: 'P:connect-qr', event: `streamWhatsAppQr#${event}`, body: { event, data: { reason: 'timeout' } } }
  }),
  {
    page: 'P:webhooks/events',
    event: 'whatsapp.message.received',
    body: envelope('whatsapp.message.received', {
      ...receivedInDocs,
      type: 'text',
      text: { body: 'Hola' },
      timestamp: '1779397510',
    }),
  },
  ...['sent', 'delivered', 'read'].map((status): ShownEvent => {
    const data = {
      phone_number_id: '1234567890',
      message_id: wamid,
      recipient_id: number,
      status,
      timestamp: '1779397510',
    }
    const event = `whatsapp.message.${status}`
    return { page: 'P:webhooks/events', event, body: envelope(event, data) }
  }),
  received('text', { body: 'Hola' }),
  received('image', { id: '1013859600285441', mime_type: 'image/jpeg', sha256: 'b2JlbGlzY28=' }),
  received('audio', { id: '1013859600285441', mime_type: 'audio/ogg; codecs=opus', voice: true }),
  received('location', { latitude: -34.6, longitude: -58.38 }),
  received('interactive', { type: 'button_reply', button_reply: { id: 'confirm', title: 'Confirmar' } }),
  received('interactive', { type: 'list_reply', list_reply: { id: 'mon-10', title: 'Lunes 10:00' } }),
  received('reaction', { message_id: wamid, emoji: '👍' }),
  {
    page: 'S:assets',
    event: 'whatsapp.message.delivered',
    body: skills('whatsapp.message.delivered', {
      message_id: wamid,
      recipient: number,
      phone_number_id: '1234567890',
      status: 'delivered',
      delivered_at: '2026-05-12T10:00:00Z',
      conversation: { id: 'c1', expiration_timestamp: '1779397510', origin: { type: 'utility' } },
    }),
    absent: { '/data/conversation': 'Meta tells the price of a conversation; the domain keeps none.' },
  },
  {
    page: 'S:assets',
    event: 'whatsapp.message.read',
    body: skills('whatsapp.message.read', {
      message_id: wamid,
      recipient: number,
      phone_number_id: '1234567890',
      status: 'read',
      read_at: '2026-05-12T10:00:00Z',
    }),
  },
  {
    page: 'S:assets',
    event: 'whatsapp.message.failed',
    body: skills('whatsapp.message.failed', {
      recipient: number,
      phone_number_id: '1234567890',
      status: 'failed',
      failed_at: '2026-05-12T10:00:00Z',
      errors: [
        {
          code: 131026,
          title: 'Message undeliverable',
          message: 'Message undeliverable',
          error_data: { details: 'Message Undeliverable.' },
        },
      ],
    }),
  },
]
