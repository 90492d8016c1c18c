import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StaticMock } from './static-mock.ts'
import { type Ask, ask, sampleOf, startMock } from './test/mock-rig.ts'

let mock: StaticMock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

const text = sampleOf('sendTextMessage')
const connect = sampleOf('startWhatsAppConnect')

describe('a preference is understood however it is written', () => {
  test.each<[string, Ask]>([
    ['a header', { headers: { prefer: 'code=502, example=refused' } }],
    ['quoted', { headers: { prefer: 'code="502"; example="refused"' } }],
    ['in capitals, among others', { headers: { prefer: 'respond-async, Code=502,EXAMPLE=refused, wait=10' } }],
    ['in the query', { query: '?__code=502&__example=refused' }],
  ])('%s', async (_, other) => {
    const answered = await ask(mock.url, text, other)
    expect(answered.status).toBe(502)
    expect(answered.body).toMatchObject({ error: { details: { outcome: 'refused' } } })
  })

  test('the header wins over the query, and other parameters stay', async () => {
    const headers = { prefer: 'code=404' }
    expect((await ask(mock.url, text, { headers, query: '?__code=502' })).status).toBe(404)
    const channels = sampleOf('listChannels')
    expect((await ask(mock.url, channels, { query: '?__code=429&type=whatsapp' })).status).toBe(429)
    expect((await ask(mock.url, channels, { query: '?__code=429&type=pigeon' })).status).toBe(400)
  })
})

test('a seed makes the same answer each time, and only where it is asked for', async () => {
  const made = async (prefer: string) => (await ask(mock.url, text, { headers: { prefer } })).text
  const seeded = await made('dynamic=true, seed=lucio')
  expect(await made('dynamic=true, seed=lucio')).toBe(seeded)
  expect(await made('dynamic=true, seed=ana')).not.toBe(seeded)
  expect(new Set([await made('dynamic=true'), await made('dynamic=true')]).size).toBe(2)
})

describe('without a preference the request chooses by its mode or dialect', () => {
  test.each<[string, string, Ask, string]>([
    ['startWhatsAppConnect', 'mode qr', { body: { mode: 'qr' } }, '201 qr'],
    ['startWhatsAppConnect', 'mode embedded_signup', { body: { mode: 'embedded_signup' } }, '201 embedded_signup'],
    ['startWhatsAppConnect', 'no mode', { body: { name: 'qr' } }, '201 embedded_signup'],
    ['startWhatsAppConnect', 'no body', { body: undefined }, '201 embedded_signup'],
    [
      'startWhatsAppConnect',
      'QR with a pipeline',
      { body: { mode: 'qr', pipeline_id: 'pip_1' } },
      '400 qr_with_pipeline_or_coexistence',
    ],
    [
      'startWhatsAppConnect',
      'QR with coexistence switched off',
      { body: { mode: 'qr', coexistence_enabled: false } },
      '400 qr_with_pipeline_or_coexistence',
    ],
    ['startWhatsAppConnect', 'QR with a null pipeline', { body: { mode: 'qr', pipeline_id: null } }, '201 qr'],
    ...['sendTextMessage', 'sendTemplateMessage'].flatMap<[string, string, Ask, string]>((send) => [
      [send, 'by channel', { body: sender(send, { channel_id: '65a1f2b3c4d5e6f7a8b9c0d1' }) }, '202 channel_id'],
      [send, 'by number', { body: sender(send, { phone_number_id: '1' }) }, '202 phone_number_id'],
      [
        send,
        'by both',
        { body: sender(send, { channel_id: '65a1f2b3c4d5e6f7a8b9c0d1', phone_number_id: '1' }) },
        '202 phone_number_id',
      ],
    ]),
  ])('%s, %s', async (id, _, other, wanted) => {
    const [status, name] = wanted.split(' ')
    const sample = sampleOf(id)
    const answered = await ask(mock.url, sample, other)
    const documented = await ask(mock.url, sample, { headers: { prefer: `code=${status}, example=${name}` } })
    expect([answered.status, answered.body]).toEqual([Number(status), documented.body])
  })

  test('a broadcast id that is none is refused with the documented code', async () => {
    const sample = { ...sampleOf('getBroadcast'), path: '/v1/messages/bulk/latest' }
    const answered = await ask(mock.url, sample)
    expect([answered.status, answered.body]).toMatchObject([400, { error: { code: 'INVALID_BROADCAST_ID' } }])
  })

  test('a preferred status still lets the request choose among its examples', async () => {
    const headers = { prefer: 'code=201' }
    expect((await ask(mock.url, connect, { headers, body: { mode: 'qr' } })).body).toMatchObject({ mode: 'qr' })
  })
})

/** The documented request of a send, from another sender. */
function sender(operationId: string, by: object): object {
  const { channel_id: _, phone_number_id: __, ...rest } = sampleOf(operationId).body as Record<string, unknown>
  return { ...rest, ...by }
}
