import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap, type WebhookEvent } from '../../../client/index.ts'
import type { ChannelConnection } from '../../../generated/keebai/types.gen.ts'
import { worldApp } from '../../simulators/world.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const own = '+5491166666666'
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** The connection of a channel wherever the API shows it; all places have to agree. */
async function connection(company: Company, id: string): Promise<ChannelConnection> {
  const { connection: shown } = await company.readChannel(id)
  return shown
}

async function everywhere(company: Company, id: string): Promise<ChannelConnection[]> {
  const channels = await unwrap(keebai.listChannels({ client: company.api }))
  const numbers = await unwrap(keebai.listWhatsAppNumbers({ client: company.api }))
  return [
    await connection(company, id),
    ...channels.data.filter((one) => one.id === id).map((one) => one.connection),
    ...numbers.data.filter((one) => one.channel_id === id).map((one) => one.connection),
  ]
}

function changes(events: WebhookEvent[]): string[] {
  return events
    .toSorted((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at))
    .map((event) =>
      event.type === 'whatsapp.channel.connection_changed' ? event.data.connection.state : event.type.slice(9),
    )
}

const opened = (company: Company, id: string) =>
  expect.poll(async () => (await connection(company, id)).state, { timeout: 10_000, interval: 20 }).toBe('open')

test('a line that is cut shows within 5 seconds wherever the channel is shown, and loss and return are told once each', async () => {
  const company = await rig.company()
  await company.phone(own)
  const { id } = await company.pair(own)
  await opened(company, id)
  expect(await everywhere(company, id)).toEqual(
    Array(3).fill({ state: 'open', since: timestamp, code: null, next_attempt_at: null, last_inbound_at: null }),
  )
  await using hook = await openReceiver()
  const events = ['whatsapp.channel.connection_changed', 'whatsapp.channel.disconnected'] as const
  const { secret } = await hook.subscribe(company, { events: [...events] })

  const cutAt = performance.now()
  await company.fault({ target: 'multi-device', kind: 'down' })
  await expect
    .poll(async () => (await connection(company, id)).state, { timeout: 5_000, interval: 20 })
    .not.toBe('open')
  expect(performance.now() - cutAt).toBeLessThan(5_000)
  await expect.poll(() => hook.deliveries.length).toBe(1)
  const [lost] = hook.events(secret)
  expect(lost).toMatchObject({
    channel_id: id,
    data: { id, is_active: true, connection: { state: 'interrupted', code: '428', next_attempt_at: timestamp } },
  })
  // Attempts that fail are the same loss.
  const attempts = new Set<string>()
  await expect
    .poll(async () => attempts.add((await connection(company, id)).since).size, { timeout: 15_000, interval: 20 })
    .toBeGreaterThan(3)
  expect(await company.readChannel(id)).toMatchObject({ is_active: true })
  expect(hook.deliveries).toHaveLength(1)

  await company.clearFaults()
  await opened(company, id)
  await expect.poll(() => changes(hook.events(secret))).toEqual(['interrupted', 'open'])
})

test('a cut of the wire alone is one loss and one return', async () => {
  const company = await rig.company()
  await company.phone(own)
  const { id } = await company.pair(own)
  await opened(company, id)
  await using hook = await openReceiver()
  const { secret } = await hook.subscribe(company, { events: ['whatsapp.channel.connection_changed'] })
  rig.sandbox.world.multiDevice.disturb(company.company_id, own.slice(1), 'cut')
  await expect.poll(() => changes(hook.events(secret)), { timeout: 10_000 }).toEqual(['interrupted', 'open'])
  await company.phone(lucio)
  await company.write(lucio, own, 'hola')
  await expect.poll(async () => (await connection(company, id)).last_inbound_at).toEqual(timestamp)
})

test('a device the phone unlinks is lost for good: told as disconnected, once, and shown as unlinked', async () => {
  const company = await rig.company()
  await company.phone(own)
  const { id } = await company.pair(own)
  await opened(company, id)
  await using hook = await openReceiver()
  const { secret } = await hook.subscribe(company)
  rig.sandbox.world.multiDevice.unlink(company.company_id, own.slice(1))
  await expect.poll(() => changes(hook.events(secret))).toEqual(['channel.disconnected'])
  for (const shown of await everywhere(company, id)) expect(shown).toMatchObject({ state: 'unlinked', code: '401' })
})

test('a Cloud API channel whose token Meta refuses has stopped, told once, until Meta takes a message again', async () => {
  const company = await rig.company()
  const { id } = company.channel
  await company.write(lucio, company.channel.phone_number, 'hola')
  await using hook = await openReceiver()
  const { secret } = await hook.subscribe(company, { events: ['whatsapp.channel.connection_changed'] })
  const send = () =>
    answer(keebai.sendTextMessage({ client: company.api, body: { channel_id: id, to: lucio, text: 'Hola' } }))
  const ended = async () => {
    const { broadcast_id } = (await send()).body as { broadcast_id: string }
    return company.ended(broadcast_id)
  }
  expect((await connection(company, id)).state).toBe('open')
  await company.fault({ target: 'graph', kind: 'error', code: 190, status: 401, times: 2 })
  for (const _ of [1, 2]) expect(await ended()).toMatchObject({ failed: 1 })
  await expect
    .poll(() => connection(company, id))
    .toMatchObject({ state: 'stopped', code: '190', next_attempt_at: null })
  expect(await ended()).toMatchObject({ sent: 1 })
  await expect.poll(() => changes(hook.events(secret))).toEqual(['stopped', 'open'])
  expect(await connection(company, id)).toMatchObject({ state: 'open', code: null, last_inbound_at: timestamp })
})

test('an account that Meta restricts interrupts its channels until the end of it, and a reinstated one is open', async () => {
  const company = await rig.company()
  const { id, waba_id } = company.channel
  const now = Math.floor(rig.sandbox.world.clock.now() / 1000)
  const tell = (value: object) => postFromMeta(waba_id ?? '', now, value)
  const restriction_info = [
    { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: now + 7200 },
    { restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', expiration: now + 3600 },
  ]
  await tell({ event: 'ACCOUNT_RESTRICTION', restriction_info })
  const end = new Date((now + 7200) * 1000).toISOString()
  await expect
    .poll(() => connection(company, id))
    .toMatchObject({ state: 'interrupted', code: 'ACCOUNT_RESTRICTION', next_attempt_at: end })
  await tell({ event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED' }] })
  await expect.poll(() => connection(company, id)).toMatchObject({ state: 'stopped', next_attempt_at: null })
  await tell({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } })
  await expect.poll(async () => (await connection(company, id)).state).toBe('open')
})

async function postFromMeta(waba: string, time: number, value: object): Promise<void> {
  const entry = [{ id: waba, time, changes: [{ field: 'account_update', value }] }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  const signature = createHmac('sha256', worldApp.secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  const response = await fetch(`${rig.url}/webhooks/meta`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
}
