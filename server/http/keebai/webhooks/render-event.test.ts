import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readDocument } from '../../../../spec/documents.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import type { DomainEvent, EventData, WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import { renderEvent, signWebhook } from './render-event.ts'
import { toWebhookEvent } from './to-webhook-event.ts'

const channel = {
  id: '019E4C54B1B375A28970B605CA9B03C3',
  kind: 'cloud_api',
  name: 'Soporte Chile',
  state: 'connected',
  phoneNumber: '+56987654321',
  phoneNumberId: '1234567890',
  wabaId: '9876543210',
  pipelineId: 'pip_1',
} as Channel

const subscription = { id: 'wh_01KS65PGZB3E828E7N4Q6PBFAK' } as WebhookSubscription
const at = Date.UTC(2026, 4, 21, 12, 0, 0, 500)

function anEvent(type: DomainEvent['type'], data: EventData): DomainEvent {
  const ids = { id: 'evt_01KS65RDD05KC3S1BFQPF0TZMF', company: '66a0b1c2d3e4f5a6b7c8d9e0' } as DomainEvent
  return { ...ids, type, channel: channel.id, occurredAt: at, data }
}

const status = {
  kind: 'message_status',
  broadcast: '65f4b5c6d7e8f9a0b1c2d3e4' as Extract<EventData, { kind: 'message_status' }>['broadcast'],
  wamid: 'wamid.A',
  recipient: '+5491155555555',
  timestamp: at,
  metaData: { order: 7 },
  error: null,
} as const

test('an event has the documented envelope with the members of the public samples beside it', () => {
  const event = anEvent('whatsapp.channel.connected', { kind: 'channel', channel, reason: null })
  expect(toWebhookEvent(event, channel, subscription)).toEqual({
    id: 'evt_01KS65RDD05KC3S1BFQPF0TZMF',
    type: 'whatsapp.channel.connected',
    occurred_at: '2026-05-21T12:00:00.500Z',
    company_id: '66a0b1c2d3e4f5a6b7c8d9e0',
    channel_id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3',
    data: {
      id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3',
      name: 'Soporte Chile',
      type: 'whatsapp',
      is_active: true,
      phone_number: '+56987654321',
      phone_number_id: '1234567890',
      business_account_id: '9876543210',
      pipeline_id: 'pip_1',
    },
    event: 'whatsapp.channel.connected',
    timestamp: '2026-05-21T12:00:00.500Z',
    webhook_id: 'wh_01KS65PGZB3E828E7N4Q6PBFAK',
  })
})

test('an inbound text carries its body and who wrote it', () => {
  const received = {
    kind: 'message_received',
    wamid: 'wamid.B',
    from: '+5491155555555',
    to: '+56987654321',
    type: 'text',
    text: 'Hola',
    contactName: 'Lucio',
    timestamp: at,
  } as const
  expect(toWebhookEvent(anEvent('whatsapp.message.received', received), channel, subscription).data).toEqual({
    phone_number_id: '1234567890',
    from: '+5491155555555',
    to: '+56987654321',
    message_id: 'wamid.B',
    type: 'text',
    text: { body: 'Hola' },
    timestamp: '1779364800',
    id: 'wamid.B',
    contact: { wa_id: '5491155555555', profile: { name: 'Lucio' } },
  })
})

const media = { id: '10138', mime_type: 'image/jpeg', sha256: 'ab' }

test.each([
  ['image', { ...media, caption: 'c' }],
  ['video', media],
  ['audio', { ...media, voice: true }],
  ['document', { ...media, filename: 'a.pdf' }],
  ['sticker', { ...media, animated: false }],
  ['location', { latitude: 1, longitude: 2, name: 'Obelisco' }],
  ['contacts', [{ name: { formatted_name: 'Ana' } }]],
  ['interactive', { type: 'button_reply', button_reply: { id: 'y', title: 'Sí' } }],
  ['interactive', { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'B' } }],
  ['reaction', { message_id: 'wamid.A', emoji: '👍' }],
  ['order', { catalog_id: '1', product_items: [{ product_retailer_id: 'SKU' }] }],
  ['system', { type: 'user_changed_number', wa_id: '5491166666666', body: 'changed' }],
  ['edit', { original_message_id: 'wamid.A', message: { type: 'text', text: { body: 'n' } } }],
  ['revoke', { original_message_id: 'wamid.A' }],
])('an inbound %s carries the member of its name, and what it answers', (type, member) => {
  const context = { id: 'wamid.A', from: '56987654321' }
  expect(received({ type, member, context })).toMatchObject({ type, text: null, [type]: member, context })
})

test('a reaction that is taken back has an empty emoji', () => {
  expect(received({ type: 'reaction', member: { message_id: 'wamid.A' } }).reaction).toEqual({
    message_id: 'wamid.A',
    emoji: '',
  })
})

test('a quick reply of a template is told as the button it is', () => {
  const told = received({ type: 'button', text: 'Sí', member: { payload: 'YES', text: 'Sí' } })
  expect(told).toMatchObject({
    type: 'interactive',
    text: null,
    interactive: { type: 'button_reply', button_reply: { id: 'YES', title: 'Sí' } },
  })
})

test.each([
  ['unsupported', { errors: [{ code: 131051 }] }, { type: 'unsupported', errors: [{ code: 131051 }] }],
  ['hologram', { depth: 7 }, { type: 'hologram', content: { depth: 7 } }],
  ['constructor', null, { type: 'constructor' }],
])('an inbound %s says its kind and what is known of it', (type, member, unsupported) => {
  const told = received({ type, member })
  expect(told).toMatchObject({ type: 'unsupported', text: null })
  expect(told.unsupported).toEqual(unsupported)
  expect(fits(told)).toBe(true)
})

test('a person without a number is told by the id they have with the business', () => {
  const told = received({ type: 'text', text: 'Hola', from: 'AR.1349', userId: 'AR.1349' })
  expect(told).toMatchObject({ from: 'AR.1349', contact: { user_id: 'AR.1349', profile: { name: 'Lucio' } } })
  expect(told.contact).not.toHaveProperty('wa_id')
})

test('every inbound message fits the document', () => {
  expect(fits(received({ type: 'image', member: media }))).toBe(true)
})

function fits(data: Record<string, unknown>): boolean {
  const validate = readDocument('keebai').validator('/components/schemas/MessageReceivedEvent')
  const base = { kind: 'message_received', ...person, type: 'image', text: null, member: media } as const
  const event = toWebhookEvent(anEvent('whatsapp.message.received', base), channel, subscription)
  return validate({ ...event, data: { ...data, message_id: 'wamid.B' } })
}

const person = {
  wamid: 'wamid.B',
  from: '+5491155555555',
  to: '+56987654321',
  contactName: 'Lucio',
  timestamp: at,
}

function received(more: Partial<Extract<EventData, { kind: 'message_received' }>>): Record<string, unknown> {
  const data = { kind: 'message_received', ...person, type: 'text', text: null, ...more } as const
  return toWebhookEvent(anEvent('whatsapp.message.received', data), channel, subscription).data as Record<
    string,
    unknown
  >
}

test('a status is told in both documented forms, with the meta data of the send', () => {
  const read = anEvent('whatsapp.message.read', { ...status, status: 'read' })
  expect(toWebhookEvent(read, channel, subscription).data).toMatchObject({
    message_id: 'wamid.A',
    recipient_id: '+5491155555555',
    recipient: '+5491155555555',
    status: 'read',
    timestamp: '1779364800',
    read_at: '2026-05-21T12:00:00.500Z',
    meta_data: { order: 7 },
  })
  const error = { code: '131047', title: 'Re-engagement message', details: 'More than 24 hours' }
  const failed = anEvent('whatsapp.message.failed', { ...status, wamid: null, status: 'failed', error })
  expect(toWebhookEvent(failed, channel, subscription).data).toMatchObject({
    message_id: null,
    failed_at: '2026-05-21T12:00:00.500Z',
    errors: [{ code: 131047, title: 'Re-engagement message', error_data: { details: 'More than 24 hours' } }],
  })
})

test('every attempt is signed over the bytes that are sent, with its own time', () => {
  const event = anEvent('whatsapp.message.sent', { ...status, status: 'sent' })
  const { body, headers } = renderEvent(event, channel, subscription, 'whsec_secret', 1_779_397_510_999)
  const expected = createHmac('sha256', 'whsec_secret').update(`1779397510.${body}`).digest('hex')
  expect(headers).toEqual({
    'Content-Type': 'application/json',
    'X-Keebai-Event-Id': event.id,
    'X-Keebai-Signature': `t=1779397510,v1=${expected}`,
  })
  expect(signWebhook('whsec_secret', body, 1_779_397_511)).not.toBe(headers['X-Keebai-Signature'])
})
