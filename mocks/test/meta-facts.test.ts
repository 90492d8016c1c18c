import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Channel } from '../../server/domain/channels/channel.ts'
import type { Context } from '../../server/domain/context.ts'
import type { CompanyId, PhoneNumber } from '../../server/domain/ids.ts'
import { ingressDuty, storeMetaWebhook } from '../../server/domain/messages/ingress.ts'
import { createSignals } from '../../server/domain/signals.ts'
import type { EventData, WebhookSubscription } from '../../server/domain/webhooks/webhook.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { fromMetaWebhook } from '../../server/http/meta/from-webhook.ts'
import { openGraphRig } from '../simulators/graph/graph-rig.ts'
import { sampleOf } from '../simulators/phone/samples.ts'
import type { PhoneWrite } from '../simulators/phone/writes.ts'

const NUMBER = {
  wabaId: '428083093730937',
  phoneNumberId: '100000000000001',
  phoneNumber: '15552000001',
  verifiedName: 'Demo',
}
const LUCIO = '5491155555555'
type Sent = PhoneWrite extends infer Write ? (Write extends PhoneWrite ? Omit<Write, 'from' | 'to'> : never) : never

const media = ['image', 'video', 'audio', 'document', 'sticker'] as const

test.each(media)('a %s of a customer is told once, with the member Meta gave it', async (type) => {
  await using rig = await openIngressRig()
  rig.meta.graph.configure('one', { duplicateWebhooks: true })
  const wamid = await rig.write({ type, media: { ...sampleOf(type), caption: 'Mira' } })
  expect(await rig.events()).toMatchObject([
    {
      kind: 'message_received',
      wamid,
      from: `+${LUCIO}`,
      type,
      text: null,
      member: { id: expect.stringMatching(/^\d+$/), mime_type: sampleOf(type).mime, sha256: expect.any(String) },
      contactName: 'Lucio',
    },
  ])
})

test('places, cards, reactions and choices are told with their members', async () => {
  await using rig = await openIngressRig()
  const location = { latitude: -34.6, longitude: -58.38, name: 'Obelisco' }
  const contacts = [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+54911' }] }]
  const shown = await rig.send({
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: '?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Sí' } }] },
    },
  })
  await rig.write({ type: 'location', location })
  await rig.write({ type: 'contacts', contacts })
  await rig.write({ type: 'reaction', reaction: { message_id: shown, emoji: '👍' } })
  await rig.write({ type: 'button_reply', reply: { id: 'yes' } })
  expect(await rig.events()).toMatchObject([
    { type: 'location', member: location },
    { type: 'contacts', member: contacts },
    { type: 'reaction', member: { message_id: shown, emoji: '👍' } },
    {
      type: 'interactive',
      text: 'Sí',
      member: { type: 'button_reply', button_reply: { id: 'yes', title: 'Sí' } },
      context: { id: shown },
    },
  ])
})

test('a type nobody knows yet is told as it is', async () => {
  await using rig = await openIngressRig()
  const message = { from: LUCIO, id: 'wamid.new', timestamp: '1794873600', type: 'hologram', hologram: { depth: [3] } }
  await rig.store('messages', { messaging_product: 'whatsapp', metadata, messages: [message] })
  expect(await rig.events()).toMatchObject([{ type: 'hologram', text: null, member: { depth: [3] } }])
})

test('a person who hides the number is known by the user id, in the event and in the window', async () => {
  await using rig = await openIngressRig()
  rig.meta.graph.configure('one', { hideNumbers: true, duplicateWebhooks: true })
  await rig.write({ type: 'text', text: 'Hola' })
  const [event, ...others] = await rig.events()
  if (event?.kind !== 'message_received') throw new Error('nothing was received')
  expect(others).toEqual([])
  expect(event).toMatchObject({
    from: event.userId,
    userId: expect.stringMatching(/^US\.\d+$/),
    username: 'lucio',
    text: 'Hola',
  })
  const { windows } = rig.storage.read
  expect(await windows.lastOpened(rig.channel.id, event.userId ?? '')).toBeDefined()
  expect(await windows.lastOpened(rig.channel.id, LUCIO)).toBeUndefined()
})

test.each(['system', 'edit', 'revoke'])('%s is told and opens no window', async (type) => {
  await using rig = await openIngressRig()
  const message = {
    from: LUCIO,
    id: 'wamid.x',
    timestamp: '1794873600',
    type,
    [type]: { original_message_id: 'wamid.a' },
  }
  await rig.store('messages', { messaging_product: 'whatsapp', metadata, messages: [message] })
  expect(await rig.events()).toMatchObject([{ type }])
  expect(await rig.storage.read.windows.lastOpened(rig.channel.id, LUCIO)).toBeUndefined()
})

test('what the business writes in its app, its history and contacts are kept once, and open nothing', async () => {
  await using rig = await openIngressRig({ coexistence: true })
  rig.meta.graph.configure('one', { duplicateWebhooks: true })
  await rig.meta.graph.receive('one', { from: LUCIO, to: NUMBER.phoneNumber, type: 'image', media: sampleOf('image') })
  await rig.work()
  const events = (await rig.events()).length
  await rig.meta.graph.writeInApp('one', { from: NUMBER.phoneNumber, to: LUCIO, type: 'text', text: 'Desde la app' })
  for (const sync_type of ['smb_app_state_sync', 'history']) {
    await rig.meta.call('POST', `/${NUMBER.phoneNumberId}/smb_app_data`, rig.token, {
      messaging_product: 'whatsapp',
      sync_type,
    })
  }
  await rig.work()
  const notices = await rig.storage.read.notices.ofWaba(NUMBER.wabaId, 100)
  const count = (field: string) => notices.filter((notice) => notice.field === field).length
  expect([count('smb_app_state_sync'), count('history')]).toEqual([1, 4])
  expect(notices.every(({ phoneNumberId }) => phoneNumberId === NUMBER.phoneNumberId)).toBe(true)
  expect((await rig.events()).slice(events)).toMatchObject([
    { kind: 'app_echo', recipient: `+${LUCIO}`, type: 'text', text: 'Desde la app' },
  ])
})

test.each<[object, string]>([
  [
    {
      event: 'PARTNER_REMOVED',
      waba_info: { waba_id: NUMBER.wabaId },
      disconnection_info: { reason: 'PRIMARY_INACTIVITY' },
    },
    'PRIMARY_INACTIVITY',
  ],
  [{ event: 'PARTNER_APP_UNINSTALLED', waba_info: { waba_id: NUMBER.wabaId } }, 'removed'],
  [{ event: 'ACCOUNT_DELETED' }, 'deleted'],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 'disabled'],
  [{ event: 'PARTNER_REMOVED', phone_number: '+1 555-200-0001', waba_info: { waba_id: NUMBER.wabaId } }, 'removed'],
])('%j disconnects the channel, and says why', async (value, why) => {
  await using rig = await openIngressRig()
  await rig.store('account_update', value)
  const channel = await rig.storage.read.channels.byId(rig.channel.id)
  expect(channel).toMatchObject({ state: 'disconnected', stateReason: expect.stringContaining(why) })
  expect(await rig.events()).toMatchObject([{ kind: 'channel', reason: channel?.stateReason }])
  expect(await rig.storage.read.notices.ofWaba(NUMBER.wabaId, 10)).toMatchObject([{ field: 'account_update', value }])
})

test.each<[string, object, object]>([
  [
    'what Meta tells of another number',
    { event: 'PARTNER_REMOVED', phone_number: '15559999999', waba_info: { waba_id: NUMBER.wabaId } },
    {},
  ],
  ['what Meta tells of another account', { event: 'ACCOUNT_DELETED', waba_info: { waba_id: '1' } }, {}],
  ['word that the ban is over', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, {}],
  ['what is no end', { event: 'PARTNER_ADDED', waba_info: { waba_id: NUMBER.wabaId } }, {}],
  ['word of an end before the connection', { event: 'ACCOUNT_DELETED' }, { connectedAt: 1_794_873_600_000 + 5000 }],
])('%s disconnects nothing', async (_, value, channel) => {
  await using rig = await openIngressRig(channel)
  await rig.store('account_update', value)
  expect(await rig.storage.read.channels.byId(rig.channel.id)).toMatchObject({ state: 'connected' })
})

test('fields nobody knows are kept, and hold up nothing behind them', async () => {
  await using rig = await openIngressRig()
  await rig.store('brand_new_field', { deep: [{ a: null }] })
  await rig.store('phone_number_name_update', { decision: 'APPROVED', requested_verified_name: 'Demo' })
  await rig.write({ type: 'text', text: 'Hola' })
  expect(await rig.events()).toMatchObject([{ text: 'Hola' }])
  const fields = (await rig.storage.read.notices.ofWaba(NUMBER.wabaId, 10)).map(({ field }) => field)
  expect(fields.toSorted()).toEqual(['brand_new_field', 'phone_number_name_update'])
  expect(await rig.storage.read.ingress.pending(10)).toEqual([])
})

test('a review comes by webhook: the template is known, and subscribers hear of it', async () => {
  await using rig = await openIngressRig()
  const components = [{ type: 'BODY', text: 'Hola' }]
  const wish = { name: 'welcome', language: 'es', category: 'UTILITY', components }
  const { body } = await rig.meta.call('POST', `/${NUMBER.wabaId}/message_templates`, rig.token, wish)
  rig.meta.time.now += 300_000
  await rig.work()
  const known = await rig.storage.read.templates.findByMetaId(rig.channel.company, String(body.id))
  expect(known).toMatchObject({ name: 'welcome', status: 'APPROVED' })
  expect(await rig.events()).toMatchObject([
    { kind: 'template_status', template: known?.id, status: 'APPROVED', previousStatus: null },
  ])
})

const metadata = { display_phone_number: NUMBER.phoneNumber, phone_number_id: NUMBER.phoneNumberId }

/** The ingress over what the Graph simulator posts, and what is stored by hand. */
async function openIngressRig(facts: Partial<Channel> = {}) {
  const meta = await openGraphRig()
  const { token } = meta.graph.seedNumber('one', { ...NUMBER, coexistence: facts.coexistence ?? false })
  meta.phones.add('one', { number: LUCIO, name: 'Lucio' })
  meta.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-ingress-'))
  const storage = await openSqliteStorage({ directory, made: 'gateway', throwaway: true })
  const ids = createIds()
  const channel: Channel = {
    id: ids.channel(),
    alias: ids.channelAlias(),
    company: '65a0c0ffee00000000000001' as CompanyId,
    kind: 'cloud_api',
    name: 'Demo',
    state: 'connected',
    stateReason: null,
    phoneNumber: `+${NUMBER.phoneNumber}` as PhoneNumber,
    phoneNumberId: NUMBER.phoneNumberId,
    wabaId: NUMBER.wabaId,
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: 0,
    connectedAt: 0,
    ...facts,
  }
  const subscription: WebhookSubscription = {
    id: ids.subscription(),
    company: channel.company,
    channel: null,
    name: 'CRM',
    description: null,
    url: 'https://example.com/hook',
    events: [
      'whatsapp.message.received',
      'whatsapp.message.echoed',
      'whatsapp.template.status_updated',
      'whatsapp.channel.disconnected',
    ],
    headers: {},
    isActive: true,
    disabledReason: null,
    sealedSecret: 'v1',
    secretPrefix: 'whsec_00000000',
    failureCount: 0,
    lastDeliveryAt: null,
    createdAt: 0,
    updatedAt: 0,
    hub: null,
  }
  await storage.transaction(async ({ companies, channels, subscriptions }) => {
    await companies.insert({ id: channel.company, name: 'Shop', createdAt: 0 })
    await channels.insert(channel)
    await subscriptions.insert(subscription)
  })
  const faults: unknown[] = []
  const context = {
    storage,
    ids,
    signals: createSignals(),
    clock: { now: () => meta.time.now, onJump: () => () => undefined },
    log: { info() {}, warn() {}, fault: (_event: string, error: unknown) => faults.push(error) },
  } as unknown as Context
  const duty = ingressDuty(context, fromMetaWebhook)

  async function work(): Promise<void> {
    await meta.graph.settle()
    for (const { raw } of meta.inbox.splice(0)) await storeMetaWebhook(context, Buffer.from(raw))
    await duty.run()
    expect(faults).toEqual([])
  }

  return {
    meta,
    storage,
    channel,
    token,
    work,
    write: (sent: Sent) => meta.graph.receive('one', { from: LUCIO, to: NUMBER.phoneNumber, ...sent } as PhoneWrite),
    async send(member: Record<string, unknown>) {
      const { body } = await meta.text(token, NUMBER.phoneNumberId, LUCIO, member)
      return String((body.messages as { id: string }[])[0]?.id)
    },
    /** A webhook that Meta has posted. */
    async store(field: string, value: object) {
      const entry = [{ id: NUMBER.wabaId, time: 1_794_873_600, changes: [{ field, value }] }]
      await storeMetaWebhook(context, Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry })))
      await duty.run()
      expect(faults).toEqual([])
    },
    /** Every event a subscriber will hear of, in order, of the channel or of none. */
    async events(): Promise<EventData[]> {
      await work()
      const lanes = [channel.id, null].map((of) =>
        storage.read.deliveries.inLane({ subscription: subscription.id, channel: of }, 100, []),
      )
      const deliveries = (await Promise.all(lanes)).flat()
      const events = await Promise.all(deliveries.map(({ event }) => storage.read.events.find(event)))
      return events.flatMap((event) => (event ? [event.data] : []))
    },
    async [Symbol.asyncDispose]() {
      await storage.close()
      await meta[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}
