import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap, verifyWebhook } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'

test('a failing receiver is tried 5 times over the ladder, each time signed anew over the same body', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(500, 503, 408, 429, 500)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  for (const [attempt, [early, due]] of [
    ['PT50S', 'PT11S'],
    ['PT4M50S', 'PT11S'],
    ['PT29M50S', 'PT11S'],
    ['PT1H59M50S', 'PT11S'],
  ].entries()) {
    await rig.advance(early ?? '')
    expect(receiver.deliveries).toHaveLength(attempt + 1)
    await rig.advance(due ?? '')
    expect(receiver.deliveries).toHaveLength(attempt + 2)
  }
  await rig.advance('P2D')
  expect(receiver.deliveries).toHaveLength(5)
  expect(new Set(receiver.deliveries.map(({ body }) => body)).size).toBe(1)
  expect(new Set(receiver.events(secret).map(({ id }) => id)).size).toBe(1)
})

test('a subscription that failed 50 times in a row is switched off and says why', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(...Array.from({ length: 60 }, () => 400))
  for (let index = 0; index < 52; index += 1) await company.write(lucio, company.channel.phone_number, `m${index}`)
  await rig.advance('PT1S')
  const [subscription] = (await unwrap(keebai.listWebhooks({ client: company.api }))).data
  expect(subscription).toMatchObject({ is_active: false, disabled_reason: 'excessive_failures' })
  const heard = receiver.deliveries.length
  await company.write(lucio, company.channel.phone_number, 'nadie escucha')
  await rig.advance('P1D')
  expect(receiver.deliveries).toHaveLength(heard)
})

test('one advance over the whole ladder makes every attempt of it', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(500, 500, 500, 500, 500, 500)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await rig.advance('PT3H')
  expect(receiver.deliveries).toHaveLength(5)
})

test('a receiver that is back gets what it missed, and then nothing twice', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer('cut', 'cut')
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBeGreaterThanOrEqual(1)
  await rig.advance('PT2M')
  await rig.advance('PT6M')
  await rig.advance('P1D')
  const tries = receiver.deliveries.length
  expect(new Set(receiver.events(secret).map(({ id }) => id)).size).toBe(1)
  await rig.advance('P1D')
  expect(receiver.deliveries).toHaveLength(tries)
  const { data } = await unwrap(keebai.listWebhooks({ client: company.api }))
  expect(data[0]).toMatchObject({ failure_count: 0, last_delivery_at: expect.any(String) })
})

test.each([[400], [401], [404], [410]])('%d is final', async (status) => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(status)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  await rig.advance('P1D')
  expect(receiver.deliveries).toHaveLength(1)
  expect((await unwrap(keebai.listWebhooks({ client: company.api }))).data[0]?.failure_count).toBe(1)
})

test('a redirect is not followed, and final', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  await using elsewhere = await openReceiver()
  await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(elsewhere.url)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  await rig.advance('P1D')
  expect([receiver.deliveries.length, elsewhere.deliveries.length]).toEqual([1, 0])
})

test('deleting a subscription stops what is still to be tried', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  receiver.answer(500)
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  await unwrap(keebai.deleteWebhook({ client: company.api, path: { id } }))
  await rig.advance('P1D')
  expect(receiver.deliveries).toHaveLength(1)
})

test('the signature is over the exact bytes: an altered body, another secret and an old time are refused', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  await company.write(lucio, company.channel.phone_number, 'Buenas')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  const { body = '', headers = {} } = receiver.deliveries[0] ?? {}
  const signature = String(headers['x-keebai-signature'])
  expect(signature).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/)
  expect(() => verifyWebhook({ body, signature, secrets: secret })).not.toThrow()
  const reason = (check: Partial<Parameters<typeof verifyWebhook>[0]>) => {
    try {
      verifyWebhook({ body, signature, secrets: secret, ...check })
    } catch (error) {
      return (error as { reason: string }).reason
    }
  }
  expect(reason({ body: body.replace('Buenas', 'Malas') })).toBe('signature_wrong')
  expect(reason({ body: JSON.stringify(JSON.parse(body), null, 1) })).toBe('signature_wrong')
  expect(reason({ secrets: secret.replace('whsec_', '') })).toBe('signature_wrong')
  expect(reason({ now: new Date(Date.now() + 302_000) })).toBe('signature_too_old')
})
