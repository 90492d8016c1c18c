import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, keebai } from '../../../client/index.ts'
import { answer, type Company, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ acceptanceWaitMs: 1_000 })
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const send = (company: Company, key: string, text = 'una vez', sender: object = { channel_id: company.channel.id }) =>
  answer(
    keebai.sendTextMessage({
      client: company.api,
      headers: { 'Idempotency-Key': key },
      body: { ...sender, to: lucio, text },
    }),
  )
const sendByHub = (company: Company, key: string, message = 'una vez') =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      headers: { 'Idempotency-Key': key },
      path: { channelId: company.channel.id },
      body: { recipient: { identifier: lucio.slice(1) }, content: { type: 'TEXT', body: { message } } },
    }),
  )
const screen = async (company: Company) => (await company.inbox(lucio)).map(({ text }) => text)

test('the same key with the same request answers the same and sends once', async () => {
  const company = await rig.company()
  const byNumber = { phone_number_id: company.channel.phone_number_id }
  for (const [key, sender] of [
    ['k-queued', undefined],
    ['k-waited', byNumber],
  ] as const) {
    const first = await send(company, key, 'una vez', sender)
    const again = await send(company, key, 'una vez', sender)
    expect([again.status, again.body]).toEqual([202, first.body])
  }
  const first = await sendByHub(company, 'k-hub')
  expect(await sendByHub(company, 'k-hub')).toMatchObject({ status: 200, body: first.body as object })
  await expect.poll(() => screen(company)).toHaveLength(3)
  await rig.advance('PT5M')
  expect(await screen(company)).toHaveLength(3)
})

test('the order of the members does not matter, any other difference does', async () => {
  const company = await rig.company()
  const headers = { 'idempotency-key': 'k-1' }
  const { id: channel_id } = company.channel
  const first = await company.call('POST', '/v1/messages/text', { headers, body: { channel_id, to: lucio, text: 'a' } })
  const again = await company.call('POST', '/v1/messages/text', { headers, body: { text: 'a', to: lucio, channel_id } })
  expect(again.body).toEqual(first.body)
  const other = { channel_id, to: lucio, text: 'a', meta_data: {} }
  expect(await company.call('POST', '/v1/messages/text', { headers, body: other })).toMatchObject(
    refusal(422, 'IDEMPOTENCY_KEY_REUSED'),
  )
})

test('the same key with another request is refused on both surfaces, and nothing is sent', async () => {
  const company = await rig.company()
  await send(company, 'k-1', 'primero')
  expect(await send(company, 'k-1', 'segundo')).toMatchObject(refusal(422, 'IDEMPOTENCY_KEY_REUSED'))
  await sendByHub(company, 'k-2', 'tercero')
  expect(await sendByHub(company, 'k-2', 'cuarto')).toMatchObject({
    status: 422,
    body: { error: 422, message: 'IDEMPOTENCY_KEY_REUSED' },
  })
  await expect.poll(() => screen(company)).toEqual(['primero', 'tercero'])
})

test('a twin of a request that is still waiting for WhatsApp is refused', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'hang' })
  const sender = { phone_number_id: company.channel.phone_number_id }
  const first = send(company, 'k-1', 'x', sender)
  await expect.poll(async () => (await send(company, 'k-1', 'x', sender)).status, { interval: 10 }).toBe(409)
  expect(await send(company, 'k-1', 'x', sender)).toMatchObject(refusal(409, 'IDEMPOTENCY_KEY_IN_FLIGHT'))
  expect((await first).status).toBe(502)
  const hub = sendByHub(company, 'k-2')
  await expect.poll(async () => (await sendByHub(company, 'k-2')).status, { interval: 10 }).toBe(409)
  expect((await hub).status).toBe(502)
  await company.clearFaults()
})

test('fifty at once with one key are one message', async () => {
  const company = await rig.company()
  const all = await Promise.all(Array.from({ length: 50 }, () => send(company, 'k-1')))
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([202]))
  expect(new Set(all.map(({ body }) => (body as { broadcast_id: string }).broadcast_id)).size).toBe(1)
  await expect.poll(() => screen(company)).toEqual(['una vez'])
})

test('a 502 is replayed as well: the same key never sends what was answered as not sent', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'down' })
  const sender = { phone_number_id: company.channel.phone_number_id }
  const refused = await send(company, 'k-1', 'x', sender)
  expect(refused).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused' }))
  await company.clearFaults()
  expect((await send(company, 'k-1', 'x', sender)).body).toEqual(refused.body)
  expect(await screen(company)).toEqual([])
})

test('a key belongs to its company, and to its operation', async () => {
  const [one, other] = [await rig.company(), await rig.company()]
  const answers = [await send(one, 'same'), await send(other, 'same'), await sendByHub(one, 'same')]
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 200])
  await expect.poll(() => screen(one)).toHaveLength(2)
  await expect.poll(() => screen(other)).toHaveLength(1)
})

test('a key is forgotten after 24 hours', async () => {
  const company = await rig.company()
  await send(company, 'k-1')
  await rig.advance('PT24H11M')
  await company.write(lucio, company.channel.phone_number, 'hola')
  await send(company, 'k-1')
  await expect.poll(() => screen(company)).toEqual(['una vez', 'hola', 'una vez'])
})

test('a request that is refused leaves its key free', async () => {
  const company = await rig.company()
  expect((await send(company, 'k-1', '')).status).toBe(400)
  expect((await send(company, 'k-1', 'x', { channel_id: 'a'.repeat(24) })).status).toBe(404)
  expect((await send(company, 'k-1')).status).toBe(202)
})

test.each([
  ['empty', ''],
  ['of 256 characters', 'k'.repeat(256)],
  ['of 10,000 characters', 'k'.repeat(10_000)],
  ['with a tab', 'k\t1'],
])('a key %s is refused', async (_, key) => {
  const company = await rig.company()
  const body = { channel_id: company.channel.id, to: lucio, text: 'x' }
  const refused = await company.call('POST', '/v1/messages/text', { headers: { 'idempotency-key': key }, body })
  expect(refused).toMatchObject(
    refusal(
      400,
      'BAD_REQUEST',
      expect.arrayContaining([expect.objectContaining({ path: '/headers/idempotency-key' })]),
    ),
  )
  expect(await screen(company)).toEqual([])
})

test('a key of 255 characters is taken', async () => {
  const company = await rig.company()
  expect((await send(company, 'k'.repeat(255))).status).toBe(202)
})
