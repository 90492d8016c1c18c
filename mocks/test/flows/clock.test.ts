import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keebai, unwrap, verifyWebhook } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { answer, control, openRig, type Rig, refusal } from './rig.ts'

const now = async (rig: Rig) => Date.parse((await unwrap(control.getClock({ client: rig.seeded.control }))).now)
const ahead = async (rig: Rig) => (await now(rig)) - Date.now()
const hour = 3_600_000

test('the clock runs by itself, jumps as told and is one for every company', async () => {
  await using rig = await openRig()
  expect(Math.abs(await ahead(rig))).toBeLessThan(1_000)
  const first = await now(rig)
  await expect.poll(() => now(rig)).toBeGreaterThan(first)
  const company = await rig.company()
  const moved = await unwrap(control.advanceClock({ client: company.control, body: { by: 'PT1H' } }))
  expect(Math.abs(Date.parse(moved.now) - Date.now() - hour)).toBeLessThan(1_000)
  await unwrap(control.advanceClock({ client: rig.seeded.control, body: { by: 3_600 } }))
  await unwrap(control.advanceClock({ client: rig.seeded.control, body: { by: 0.5 } }))
  expect(Math.abs((await ahead(rig)) - 2 * hour - 500)).toBeLessThan(1_000)
})

test.each([['15 minutes'], ['P1M'], ['P1Y'], ['-PT1S'], [-1], [''], [null], [1e12], ['PT']])(
  'the clock does not move by %j',
  async (by) => {
    await using rig = await openRig()
    const refused = await rig.seeded.call('POST', '/_sandbox/clock/advance', { body: { by } })
    expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
    expect(Math.abs(await ahead(rig))).toBeLessThan(1_000)
  },
)

test('everything that became due has happened when advance answers', async () => {
  await using rig = await openRig()
  const company = await rig.company()
  const sessions = [await company.connect(), await company.connect({ mode: 'qr' })]
  await rig.advance('PT15M1S')
  for (const session_id of sessions) {
    const polled = await answer(keebai.getWhatsAppConnect({ client: company.api, path: { session_id } }))
    expect(polled.body).toMatchObject({ status: 'expired' })
  }
})

test('many sends that are paced have gone out when advance answers', async () => {
  await using rig = await openRig()
  const company = await rig.company()
  const channel = await company.pair('+5491155555555')
  const ana = await company.phone('+5491166668888', 'Ana')
  for (let index = 0; index < 12; index += 1) {
    await unwrap(
      keebai.sendTextMessage({ client: company.api, body: { channel_id: channel.id, to: ana, text: `m${index}` } }),
    )
  }
  await rig.advance('PT1M')
  expect(await company.inbox(ana)).toHaveLength(12)
})

test('the time of a signature is real, whatever the clock says', async () => {
  await using rig = await openRig()
  await using receiver = await openReceiver()
  await rig.advance('P30D')
  const company = await rig.company()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  await company.write('+5491155555555', company.channel.phone_number, 'hola')
  await expect.poll(() => receiver.deliveries.length).toBe(1)
  const { body = '', headers = {} } = receiver.deliveries[0] ?? {}
  const event = verifyWebhook({ body, signature: String(headers['x-keebai-signature']), secrets: secret })
  expect(Math.abs(Date.parse(event.occurred_at) - Date.now() - 30 * 24 * hour)).toBeLessThan(60_000)
})

test('after a reset from far ahead everything works in the time of before', async () => {
  await using rig = await openRig()
  await using receiver = await openReceiver()
  const { seeded } = rig
  const bystander = await rig.company()
  const send = (company: typeof seeded, text: string) =>
    answer(
      keebai.sendTextMessage({
        client: company.api,
        body: { phone_number_id: company.channel.phone_number_id, to: '+5491155555555', text },
      }),
    )
  await rig.advance('P1D')
  await seeded.write('+5491155555555', seeded.channel.phone_number, 'hola')
  await bystander.write('+5491155555555', bystander.channel.phone_number, 'hola')
  for (let index = 0; index < 10; index += 1) await send(seeded, `antes ${index}`)
  await send(bystander, 'antes')
  await seeded.pair('+5491155555555')
  await unwrap(control.resetSandbox({ client: seeded.control }))
  for (let index = 0; index < 10; index += 1) {
    expect((await send(seeded, `despues ${index}`)).status).toBe(202)
  }
  expect((await send(bystander, 'despues')).status).toBe(202)
  const { secret } = await receiver.subscribe(seeded, { events: ['whatsapp.channel.connected'] })
  expect((await seeded.complete(await seeded.connect())).status).toBe(200)
  await seeded.pair('+5491155555555')
  await receiver.expectTypes(secret, ['whatsapp.channel.connected', 'whatsapp.channel.connected'])
  const session = await seeded.connect()
  await rig.advance('PT15M1S')
  const polled = await answer(keebai.getWhatsAppConnect({ client: seeded.api, path: { session_id: session } }))
  expect(polled.body).toMatchObject({ status: 'expired' })
})

test('a restarted sandbox goes on in its own time, with its phones, links and chats; reset takes the offset back', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-clock-'))
  try {
    let channelId = ''
    {
      await using rig = await openRig({ dataDirectory: directory })
      await rig.advance('PT5H')
      await rig.seeded.phone('+5491166669999', 'Ana')
      channelId = (await rig.seeded.pair('+5491155555555')).id
      const body = { channel_id: channelId, to: '+5491166669999', text: 'antes' }
      await unwrap(keebai.sendTextMessage({ client: rig.seeded.api, body }))
      await expect.poll(async () => (await rig.seeded.inbox('+5491166669999')).length).toBe(1)
    }
    await using rig = await openRig({ dataDirectory: directory })
    await rig.sandbox.ready
    expect(Math.abs((await ahead(rig)) - 5 * hour)).toBeLessThan(5_000)
    const body = { channel_id: channelId, to: '+5491166669999', text: 'despues' }
    await unwrap(keebai.sendTextMessage({ client: rig.seeded.api, body }))
    await expect
      .poll(async () => (await rig.seeded.inbox('+5491166669999')).map(({ text }) => text), { timeout: 5_000 })
      .toEqual(['antes', 'despues'])
    await unwrap(control.resetSandbox({ client: rig.seeded.control }))
    expect(Math.abs(await ahead(rig))).toBeLessThan(1_000)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
