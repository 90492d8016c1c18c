import { expect, test } from 'vitest'
import { isObject, type Json } from '../json.ts'
import { eventsOf } from '../pact-file/match-operation.ts'
import { readDocument } from './document.ts'
import { exemplified } from './exemplified.ts'
import { comparePayloads, payloadProblems } from './payloads.ts'
import { aPact } from './test/a-pact.ts'

const document = readDocument('keebai')
const events = eventsOf(document)

function sampleOf(name: string): Json {
  const event = events.find((one) => one.name === name)
  if (!event) throw new Error(`no event ${name}`)
  const samples = exemplified(document, event.operation).flatMap(({ mediaType, examples }) =>
    mediaType ? [...examples.values()] : [],
  )
  const sample = samples.find((one) => !event.isStream || (isObject(one) && one.event === event.event))
  if (sample === undefined) throw new Error(`no example of ${name}`)
  return sample
}

test.each(events.map(({ name }) => name))('the example of %s fits, and a part of it fits as an expectation', (name) => {
  const event = events.find((one) => one.name === name) as (typeof events)[number]
  const whole = sampleOf(name)
  expect(payloadProblems(document, event, whole)).toEqual([])
  const { data } = whole as { data: Json }
  const part: Json = event.isStream ? { event: event.event, data } : { type: name, data: {} }
  expect(comparePayloads(aPact('keebai', [{ contents: whole }, { contents: part, event: name }]))).toEqual([])
  expect(
    comparePayloads(aPact('keebai', [{ contents: { ...(whole as object), surprise: 1 }, event: name }])),
  ).toMatchObject([
    { check: 'events', code: 'payload-incompatible', where: { operation: event.isStream ? 'streamWhatsAppQr' : name } },
  ])
  if (!event.isStream) expect(payloadProblems(document, event, part).length).toBeGreaterThan(0)
})

test('an expected member that no event has is found with its place in pact and specification', () => {
  const contents = { type: 'whatsapp.message.sent', data: { message_id: 'wamid.HBgL', colour: 'red' } }
  const pact = aPact('keebai', [{ contents }])
  expect(comparePayloads(pact)).toMatchObject([
    {
      severity: 'error',
      expected: 'absent',
      where: { operation: 'whatsapp.message.sent', pointer: '/interactions/0/contents/data/colour' },
    },
  ])
  expect(comparePayloads({ ...pact, version: 4 })[0]?.where.pointer).toBe(
    '/interactions/0/contents/content/data/colour',
  )
})

test('a value an event never has is found', () => {
  const contents = { type: 'whatsapp.message.sent', data: { status: 'lost' } }
  const [finding] = comparePayloads(aPact('keebai', [{ contents }]))
  expect(finding).toMatchObject({ expected: '"sent"', got: '"lost"' })
  expect(finding?.where.file).toBe('spec/keebai/schemas/events/MessageSentData.yaml')
})

test('a stream event may be given whole, as its data or as it travels', () => {
  const event = { event: 'streamWhatsAppQr#qr' }
  const good = [
    { event: 'qr', data: '2@x' },
    '2@x',
    'event: qr\ndata: 2@x\n\n',
    { data: '2@x', expires_at: '2026-01-01T00:00:00Z' },
  ]
  expect(
    comparePayloads(
      aPact(
        'keebai',
        good.map((contents) => ({ contents, ...event })),
      ),
    ),
  ).toEqual([])
  const bad = [{ event: 'qr', data: 7 }, 7, 'event: qr\ndata: {"x":1}\n\n', { data: '2@x', until: 'soon' }]
  const found = comparePayloads(
    aPact(
      'keebai',
      bad.map((contents) => ({ contents, ...event })),
    ),
  )
  expect(new Set(found.map(({ where }) => where.interaction)).size).toBe(bad.length)
})

test('an event nobody sends is named with those it may have meant', () => {
  const [typo, silent] = comparePayloads(
    aPact('keebai', [{ contents: { type: 'whatsapp.mesage.sent' } }, { contents: {} }]),
  )
  expect(typo).toMatchObject({ code: 'event-unknown', got: 'whatsapp.mesage.sent' })
  expect(typo?.expected).toContain('whatsapp.message.sent')
  expect(silent?.hint).toContain('metadata')
})
