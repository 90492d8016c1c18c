import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { compareDialects } from './dialects.ts'
import { readDocument } from './document.ts'
import { exemplified } from './exemplified.ts'
import { aPact, byChannel, byNumber, get } from './test/a-pact.ts'

const sends = ['/v1/messages/text', '/v1/messages/template']
const broadcast = '/v1/messages/bulk/65f4b5c6d7e8f9a0b1c2d3e4'
const prose = { status: 'PENDING', total_recipients: 1 }
const reference = { status: 'sent', message_id: 'wamid.HBgL' }

function found(...wishes: Parameters<typeof aPact>[1]) {
  return compareDialects(aPact('keebai', wishes))
}

test('every send that asks in one dialect and expects the other is found, both ways', () => {
  for (const path of sends) {
    const swapped: [Json, Json, string][] = [
      [byChannel, reference, 'prose'],
      [byNumber, prose, 'reference'],
      [{ ...byChannel, ...byNumber }, prose, 'reference'],
      [byChannel, { status: 'sent' }, 'prose'],
    ]
    for (const [requestBody, responseBody, asked] of swapped) {
      const [finding, ...others] = found({ path, requestBody, responseBody })
      expect(others).toEqual([])
      expect(finding).toMatchObject({
        code: 'dialect-swapped',
        severity: 'error',
        expected: `an answer of the ${asked} dialect`,
      })
      expect(finding?.where.file).toMatch(/^spec\/keebai\/schemas\/messages\/(Broadcast|Message)Receipt\.yaml$/)
    }
  }
})

test('the hint names the member that would make the expected answer', () => {
  expect(found({ requestBody: byChannel, responseBody: reference })[0]?.hint).toContain(
    'Send `phone_number_id` (instead of `channel_id`)',
  )
})

test('each dialect with its own answer is fine, and so is what both have, or an error', () => {
  const fine = [
    { requestBody: byChannel, responseBody: prose },
    { requestBody: byNumber, responseBody: { ...reference, broadcast_id: '65f4b5c6d7e8f9a0b1c2d3e4' } },
    { requestBody: byChannel, responseBody: { broadcast_id: '65f4b5c6d7e8f9a0b1c2d3e4' } },
    { requestBody: byNumber, responseBody: {} },
    { requestBody: byChannel, status: 422, responseBody: { error: { code: 'invalid_phone' } } },
  ]
  expect(found(...fine)).toEqual([])
})

test('a status of a broadcast in the dialect nothing of the pact speaks is a warning', () => {
  const sent = { requestBody: byChannel, responseBody: prose }
  expect(found(sent, get(broadcast, 200, { status: 'completed' }))).toMatchObject([
    { code: 'dialect-mixed', severity: 'warning' },
  ])
  expect(found(sent, get(broadcast, 200, { status: 'COMPLETED' }))).toEqual([])
  expect(found(get(broadcast, 200, { status: 'completed' }))).toEqual([])
  expect(found(sent, { requestBody: byNumber }, get(broadcast, 200, { status: 'completed' }))).toEqual([])
})

test('the specification marks the dialects of every operation that answers in two, and of every status of a broadcast', () => {
  const document = readDocument('keebai')
  const dual = document.operations.filter((operation) =>
    exemplified(document, operation).some(({ pointer, isRequest }) => {
      const schema = document.resolve(document.at(pointer))
      return (
        !isRequest &&
        (Array.isArray(schema.oneOf) ? schema.oneOf : []).some((one) => document.resolve(one)['x-dialect'])
      )
    }),
  )
  expect(dual.map(({ path }) => path)).toEqual(sends)
  for (const operation of dual) {
    const [request] = exemplified(document, operation).filter(({ mediaType, isRequest }) => isRequest && mediaType)
    expect(Object.keys(document.resolve(document.resolve(document.at(request?.pointer ?? ''))['x-dialects']))).toEqual([
      'phone_number_id',
      'channel_id',
    ])
  }
  const status = document.at('/components/schemas/BroadcastStatus')
  expect(Object.keys(document.resolve(status['x-dialects']))).toEqual(status.enum)
})
