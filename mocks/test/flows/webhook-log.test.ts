import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { type Company, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const received = { events: ['whatsapp.message.received' as const] }
const log = (company: Company, id: string, query: { limit?: number; cursor?: string } = {}) =>
  unwrap(keebai.listWebhookDeliveries({ client: company.api, path: { id }, query }))
const entryOf = async (company: Company, id: string) => (await log(company, id)).data[0]

test('the log tells each attempt as it went, and when the next one comes', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id, secret } = await receiver.subscribe(company, received)
  expect(await log(company, id)).toEqual({ data: [], next_cursor: null })
  // A kept connection that is cut is replaced at once, so it takes two.
  receiver.answer(503, 'cut', 'cut', 429, 204)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(async () => (await entryOf(company, id))?.attempt).toBe(1)
  const first = await entryOf(company, id)
  const [event] = receiver.events(secret)
  expect(first).toEqual({
    id: expect.stringMatching(/^dlv_[0-9A-HJKMNP-TV-Z]{26}$/),
    webhook_id: id,
    event_id: event?.id,
    event_type: 'whatsapp.message.received',
    status: 'pending',
    attempt: 1,
    response_status: 503,
    response_body: 'thanks',
    error: null,
    duration_ms: expect.any(Number),
    created_at: event?.occurred_at,
    next_attempt_at: expect.any(String),
  })
  const wait = Date.parse(String(first?.next_attempt_at)) - Date.parse(String(first?.created_at))
  expect(Math.abs(wait - 60_000)).toBeLessThan(5_000)
  await rig.advance('PT1M1S')
  expect(await entryOf(company, id)).toMatchObject({
    ...first,
    attempt: 2,
    response_status: null,
    response_body: null,
    error: 'the connection was closed without an answer',
    duration_ms: expect.any(Number),
    next_attempt_at: expect.any(String),
  })
  await rig.advance('PT5M1S')
  expect(await entryOf(company, id)).toMatchObject({ attempt: 3, status: 'pending', response_status: 429, error: null })
  await rig.advance('PT30M1S')
  expect(await entryOf(company, id)).toMatchObject({
    id: first?.id,
    attempt: 4,
    status: 'succeeded',
    response_status: 204,
    response_body: null,
    error: null,
    next_attempt_at: null,
  })
})

test('a delivery that failed for good says what the receiver said last', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company, received)
  receiver.answer(401)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await rig.advance('PT1S')
  expect(await entryOf(company, id)).toMatchObject({
    status: 'failed',
    attempt: 1,
    response_status: 401,
    response_body: 'thanks',
    next_attempt_at: null,
  })
})

test('the log is read in pages from its newest entry, each entry once', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id, secret } = await receiver.subscribe(company, received)
  for (let index = 0; index < 7; index += 1) await company.write(lucio, company.channel.phone_number, `m${index}`)
  await rig.advance('PT1S')
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await log(company, id, { limit: 3, ...(cursor !== undefined && { cursor }) })
    pages.push(page.data.map((entry) => entry.event_id))
    cursor = page.next_cursor ?? undefined
    // Entries that are added meanwhile shift nothing.
    if (pages.length === 1) await company.write(lucio, company.channel.phone_number, 'later')
  } while (cursor !== undefined)
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1])
  await rig.advance('PT1S')
  const told = receiver.events(secret).map((event) => event.id)
  expect(pages.flat()).toEqual(told.slice(0, 7).reverse())
  expect((await log(company, id)).data).toHaveLength(8)
})

test.each([
  ['limit=0', '/query/limit'],
  ['limit=101', '/query/limit'],
  ['limit=many', '/query/limit'],
  ['cursor=', '/query/cursor'],
  ['cursor=dlv_1', '/query/cursor'],
  ['cursor=%00', '/query/cursor'],
  ['page=2', '/query/page'],
])('a log asked for with %s is refused with a pointer to it', async (query, path) => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company)
  const refused = await company.call('GET', `/v1/webhooks/${id}/deliveries?${query}`)
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
  const { details } = (refused.body as { error: { details: { path: string }[] } }).error
  expect(details.map((one) => one.path)).toContain(path)
})

test('after 30 days an entry is forgotten, and what is younger is not', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id, secret } = await receiver.subscribe(company, received)
  await company.write(lucio, company.channel.phone_number, 'viejo')
  await rig.advance('P29D')
  await company.write(lucio, company.channel.phone_number, 'nuevo')
  await rig.advance('P2D')
  const [, young] = receiver.events(secret)
  await expect
    .poll(async () => (await log(company, id)).data.map((entry) => entry.event_id), { timeout: 15_000 })
    .toEqual([young?.id])
})
