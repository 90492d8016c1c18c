import { expect, test } from 'vitest'
import type { Context } from '../domain/context.ts'
import { ingressDuty, storeMetaWebhook } from '../domain/messages/ingress.ts'
import { fromMetaWebhook } from '../http/meta/from-webhook.ts'
import { startApp } from './app-rig.ts'

const from = '5491155555555'

/** A webhook as Meta sends it for one inbound text. */
function anInbound(phoneNumberId: string, id: string): Buffer {
  const message = { from, id, timestamp: '1767225600', type: 'text', text: { body: 'hola' } }
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId }, messages: [message] }
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }))
}

/** The same store, failing whenever it is asked about this number. */
function failingFor(context: Context, number: string, isBroken: () => boolean): Context {
  const { storage } = context
  const byMetaNumber: typeof storage.read.channels.byMetaNumber = async (id) => {
    if (id === number && isBroken()) throw new Error('cannot be recorded')
    return storage.read.channels.byMetaNumber(id)
  }
  const channels = { ...storage.read.channels, byMetaNumber }
  return { ...context, storage: { ...storage, read: { ...storage.read, channels } } }
}

test('a webhook that cannot be recorded stays for later and holds up no other', async () => {
  await using app = await startApp()
  const channel = await app.channel()
  const phoneNumberId = channel.phoneNumberId ?? ''
  let broken = true
  const context = failingFor(app.context, 'broken', () => broken)
  const duty = ingressDuty(context, fromMetaWebhook)

  await storeMetaWebhook(context, anInbound('broken', 'wamid.1'))
  await storeMetaWebhook(context, anInbound(phoneNumberId, 'wamid.2'))
  expect(await duty.run()).toBe(1)
  expect(await app.context.storage.read.windows.lastOpened(channel.id, from)).toBeDefined()
  expect(await app.context.storage.read.ingress.pending(10)).toHaveLength(1)
  expect(app.faults.splice(0)).toHaveLength(1)

  broken = false
  expect(await duty.run()).toBe(1)
  expect(await app.context.storage.read.ingress.pending(10)).toEqual([])
})

test('what one person wrote is recorded in its order, without a commit for each', async () => {
  await using app = await startApp()
  const { phoneNumberId, id: channel } = await app.channel()
  const { storage } = app.context
  const recorded: string[] = []
  let begun = 0
  let begunAtFirstCommit = 0
  const transaction: typeof storage.transaction = async (run) => {
    begun += 1
    const result = await storage.transaction((tables) =>
      run({
        ...tables,
        facts: {
          ...tables.facts,
          record(fact, at) {
            recorded.push(fact)
            return tables.facts.record(fact, at)
          },
        },
      }),
    )
    begunAtFirstCommit ||= begun
    return result
  }
  const wamids = Array.from({ length: 30 }, (_, index) => `wamid.${index}`)
  for (const wamid of wamids) await storeMetaWebhook(app.context, anInbound(phoneNumberId ?? '', wamid))
  expect(await ingressDuty({ ...app.context, storage: { ...storage, transaction } }, fromMetaWebhook).run()).toBe(30)
  expect(recorded).toEqual(wamids.map((wamid) => `received/${channel}/${wamid}`))
  expect(begunAtFirstCommit).toBe(30)
})

test('imported history is kept whole and once, and no message comes of it', async () => {
  await using app = await startApp()
  const channel = await app.channel()
  const { storage } = app.context
  const message = { from, id: 'wamid.OLD', timestamp: '1767225600', type: 'text', text: { body: 'antes' } }
  const history = [
    { metadata: { phase: 0, chunk_order: 1, progress: 100 }, threads: [{ id: from, messages: [message] }] },
  ]
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: channel.phoneNumberId }, history }
  const entry = (time: number) => [{ id: '42', changes: [{ field: 'history', value }], extra: time }]
  for (const time of [1, 2]) {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: entry(time) })
    await storeMetaWebhook(app.context, Buffer.from(body))
  }
  expect(await ingressDuty(app.context, fromMetaWebhook).run()).toBe(2)
  expect(await storage.read.notices.ofWaba('42', 10)).toMatchObject([{ field: 'history', value: { history } }])
  expect(await storage.read.windows.lastOpened(channel.id, from)).toBeUndefined()
  expect(app.faults).toEqual([])
})
