import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const received = { events: ['whatsapp.message.received' as const] }
const read = (company: Company, id: string) => unwrap(keebai.getWebhook({ client: company.api, path: { id } }))
const change = (company: Company, id: string, body: unknown) =>
  company.call('PATCH', `/v1/webhooks/${id}`, { body }) as Promise<{ status: number; body: Record<string, unknown> }>
const log = (company: Company, id: string, query: { limit?: number; cursor?: string } = {}) =>
  unwrap(keebai.listWebhookDeliveries({ client: company.api, path: { id }, query }))

test('a subscription is read as it was made, without its secret', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret, ...made } = await receiver.subscribe(company, { description: 'CRM of the shop' })
  expect(await read(company, made.id)).toEqual(made)
  expect(made).toMatchObject({ description: 'CRM of the shop', failure_count: 0, disabled_reason: null })
  expect(secret).toMatch(/^whsec_/)
})

test('a change touches what is given, and nothing else', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret, ...made } = await receiver.subscribe(company, { headers: { 'X-A': '1', 'X-B': '2' } })
  const changed = await change(company, made.id, { name: 'Otro nombre' })
  expect(changed).toMatchObject({ status: 200, body: { ...made, name: 'Otro nombre', updated_at: expect.any(String) } })
  expect(Date.parse(String(changed.body.updated_at))).toBeGreaterThanOrEqual(Date.parse(made.updated_at))
  const all = {
    url: 'https://example.com/other',
    events: ['whatsapp.template.status_update', 'whatsapp.template.status_updated', 'whatsapp.message.read'],
    headers: { 'X-C': '3' },
    description: 'a note',
    active: false,
  }
  const events = ['whatsapp.template.status_updated', 'whatsapp.message.read']
  const wanted = { ...all, events, is_active: false, name: 'Otro nombre' }
  expect((await change(company, made.id, all)).body).toMatchObject(wanted)
  expect(await read(company, made.id)).toMatchObject(wanted)
  expect((await change(company, made.id, { description: null })).body).toMatchObject({ description: null })
  expect(JSON.stringify(await read(company, made.id))).not.toContain(secret)
})

test.each([
  ['nothing', {}, '/body'],
  ['a member it does not know', { secret: 'whsec_mine' }, '/body/secret'],
  ['what the server decides', { failure_count: 0 }, '/body/failure_count'],
  ['a name of two letters', { name: 'ab' }, '/body/name'],
  ['no events', { events: [] }, '/body/events'],
  ['an event twice', { events: ['whatsapp.message.read', 'whatsapp.message.read'] }, '/body/events'],
  ['an event that does not exist', { events: ['whatsapp.message.thought'] }, '/body/events/0'],
  ['a URL that is none', { url: 'nope' }, '/body/url'],
  ['a file', { url: 'file:///etc/passwd' }, '/body/url'],
  ['a URL of 2,049 characters', { url: `https://example.com/${'a'.repeat(2029)}` }, '/body/url'],
  ['a reserved header', { headers: { 'x-keebai-event-id': 'x' } }, '/body/headers/x-keebai-event-id'],
  ['a header of the connection', { headers: { Expect: '100-continue' } }, '/body/headers/Expect'],
  ['a header twice', { headers: { 'X-A': '1', 'x-a': '2' } }, '/body/headers/x-a'],
  ['both names of one member at odds', { is_active: true, active: false }, '/body/active'],
])('a change to %s is refused with a pointer to it, and changes nothing', async (_, wrong, path) => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret: _secret, ...made } = await receiver.subscribe(company)
  const refused = await change(company, made.id, wrong)
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
  const { details } = (refused.body as { error: { details: { path: string }[] } }).error
  expect(details.map((one) => one.path)).toContain(path)
  expect(await read(company, made.id)).toEqual(made)
})

test('a URL of 2,048 characters, a container and a bare address are fine in a sandbox', async () => {
  const company = await rig.company()
  for (const url of [`https://example.com/${'a'.repeat(2028)}`, 'http://crm_app:8080/hook', 'http://10.0.0.9/']) {
    const body = { url, events: received.events }
    expect(await unwrap(keebai.createWebhook({ client: company.api, body }))).toMatchObject({ url })
  }
})

describe.each([
  ['getWebhook', undefined],
  ['updateWebhook', { name: 'Mine now' }],
  ['rotateWebhookSecret', undefined],
  ['testWebhook', undefined],
  ['listWebhookDeliveries', undefined],
] as const)('%s', (operation, body) => {
  test('a webhook of another company, and one that is not there, are absent', async () => {
    const [company, stranger] = [await rig.company(), await rig.company()]
    await using receiver = await openReceiver()
    const { id, secret } = await receiver.subscribe(company)
    for (const target of [id, 'wh_01KS65PGZB3E828E7N4Q6PBFAK', 'nothing like it']) {
      const wish = { client: stranger.api, path: { id: target }, body }
      expect(await answer(keebai[operation](wish as never))).toMatchObject(refusal(404, 'WEBHOOK_NOT_FOUND'))
    }
    await rig.advance('PT1S')
    expect(await read(company, id)).toMatchObject({ name: 'Test', secret_prefix: secret.slice(0, 14) })
    expect((await log(company, id)).data).toEqual([])
  })
})

test('one that was switched off for failing is switched on again by a change, and its failures are forgotten', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id, secret } = await receiver.subscribe(company, received)
  receiver.answer(...Array.from({ length: 50 }, () => 400))
  for (let index = 0; index < 60; index += 1) await company.write(lucio, company.channel.phone_number, `m${index}`)
  await rig.advance('PT1S')
  expect(await read(company, id)).toMatchObject({
    is_active: false,
    active: false,
    disabled_reason: 'excessive_failures',
    failure_count: 50,
  })
  expect(receiver.deliveries).toHaveLength(50)
  const on = { is_active: true, active: true, disabled_reason: null, failure_count: 0 }
  expect((await change(company, id, { active: true })).body).toMatchObject(on)
  await company.write(lucio, company.channel.phone_number, 'de vuelta')
  await expect.poll(() => receiver.deliveries.length).toBe(51)
  expect(receiver.events(secret).at(-1)?.data).toMatchObject({ text: { body: 'de vuelta' } })
})

test('a success sets the count of failures back to zero, and 50 in a row it takes', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company, received)
  receiver.answer(...Array.from({ length: 49 }, () => 410), 200, 410)
  for (let index = 0; index < 51; index += 1) await company.write(lucio, company.channel.phone_number, `m${index}`)
  await rig.advance('PT1S')
  expect(receiver.deliveries).toHaveLength(51)
  expect(await read(company, id)).toMatchObject({ is_active: true, failure_count: 1, disabled_reason: null })
})

test('what waits to be tried again goes to the new address, with the new headers', async () => {
  const company = await rig.company()
  await using before = await openReceiver()
  await using after = await openReceiver()
  const { id, secret } = await before.subscribe(company, received)
  before.answer(503)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => before.deliveries.length).toBe(1)
  await change(company, id, { url: after.url, headers: { 'X-Moved': 'yes' } })
  await rig.advance('PT1M1S')
  expect([before.deliveries.length, after.deliveries.length]).toEqual([1, 1])
  expect(after.deliveries[0]?.headers).toMatchObject({ 'x-moved': 'yes' })
  expect(after.events(secret)[0]?.id).toBe(before.events(secret)[0]?.id)
})

test('while it is switched off nothing is attempted, and that is not counted as a failure', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company, received)
  receiver.answer(503)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  await change(company, id, { is_active: false })
  await rig.advance('P1D')
  expect(receiver.deliveries).toHaveLength(1)
  expect(await read(company, id)).toMatchObject({ is_active: false, failure_count: 0, disabled_reason: null })
  const [entry] = (await log(company, id)).data
  expect(entry).toMatchObject({ status: 'failed', attempt: 1, error: 'the subscription is switched off' })
})

test('a test is delivered whatever the events are and even to one that is off, marked and told from the real', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id, secret } = await receiver.subscribe(company, { events: ['whatsapp.message.read'], is_active: false })
  const started = await answer(keebai.testWebhook({ client: company.api, path: { id } }))
  expect(started.status).toBe(202)
  const { delivery_id, event_id } = started.body as { delivery_id: string; event_id: string }
  const [event] = await receiver.expectTypes(secret, ['whatsapp.message.received'])
  expect(event).toMatchObject({ id: event_id, channel_id: null, webhook_id: id, data: { test: true, type: 'text' } })
  await rig.advance('PT1S')
  expect((await log(company, id)).data).toMatchObject([{ id: delivery_id, event_id, status: 'succeeded' }])
  await company.write(lucio, company.channel.phone_number, 'de verdad')
  await rig.advance('PT1S')
  expect(receiver.deliveries).toHaveLength(1)
})
