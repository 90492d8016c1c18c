import { expect, test } from 'vitest'
import { readDocument, toDocument } from '../compare/document.ts'
import type { Json } from '../json.ts'
import { eventsOf, matchEvent, matchOperation, operationIn } from './match-operation.ts'

test('every operation of both documents is found by its own method and path', () => {
  for (const surface of ['keebai', 'hubmessage'] as const) {
    for (const operation of readDocument(surface).operations.filter(({ isEvent }) => !isEvent)) {
      const path = operation.path.replaceAll(/\{[^}]+\}/g, 'a%2Fb')
      expect(matchOperation(surface, operation.method.toUpperCase(), path)?.id).toBe(operation.id)
    }
  }
})

test('another method, a longer path or an empty parameter is no operation', () => {
  expect(matchOperation('keebai', 'PUT', '/v1/channels')).toBeUndefined()
  expect(matchOperation('keebai', 'GET', '/v1/channels/x/y')).toBeUndefined()
  expect(matchOperation('keebai', 'GET', '/v1/channels/')).toBeUndefined()
  expect(matchOperation('keebai', 'GET', '/hubmessage/v1/channels')).toBeUndefined()
})

test('a path in so many words wins over a template', () => {
  const get = (operationId: string) => ({ get: { operationId } })
  const document = toDocument({ paths: { '/a/{id}': get('one'), '/a/mine': get('mine') } }, 'sample')
  expect(operationIn(document, 'GET', '/a/mine')?.id).toBe('mine')
  expect(operationIn(document, 'GET', '/a/other')?.id).toBe('one')
})

test('every webhook and every event of the stream has a name', () => {
  const names = eventsOf(readDocument('keebai')).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['whatsapp.message.sent', 'streamWhatsAppQr#qr', 'streamWhatsAppQr#disconnected']),
  )
  expect(new Set(names).size).toBe(names.length)
})

test('an event is known by its metadata, its contents, its description or its shape, in this order', () => {
  const match = (description: string, contents: Json, metadata = {}) =>
    matchEvent('keebai', { description, contents, metadata })
  expect(match('x', { type: 'whatsapp.message.read' }, { event: 'whatsapp.message.sent' })).toBe(
    'whatsapp.message.sent',
  )
  expect(match('x', { event: 'whatsapp.message.read' })).toBe('whatsapp.message.read')
  expect(match('event whatsapp.channel.connected', {})).toBe('whatsapp.channel.connected')
  expect(match('stream event connecting', {})).toBe('streamWhatsAppQr#connecting')
  expect(match('the channel is connected', {})).toBeUndefined()
  const connected = { channel_id: 'ch_01KS65PGZB3E828E7N4Q6PBFAK', phone_number: '+5491155555555', push_name: null }
  expect(match('x', { event: 'connected', data: connected })).toBe('streamWhatsAppQr#connected')
  expect(match('x', {}, { event: 'streamWhatsAppQr#failed' })).toBe('streamWhatsAppQr#failed')
})
