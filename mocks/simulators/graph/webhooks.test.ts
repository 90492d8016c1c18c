import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeOf, openGraphRig } from './graph-rig.ts'

const NUMBER = {
  wabaId: '428083093730937',
  phoneNumberId: '100000000000001',
  phoneNumber: '15552000001',
  verifiedName: 'Demo',
}
const LUCIO = '5491155555555'

test('a webhook that is not taken comes again on the clock, in order, until it is', async () => {
  await using rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  rig.endpoint.status = 503
  await rig.text(token, NUMBER.phoneNumberId, LUCIO)
  expect(await rig.statuses()).toEqual([])
  rig.endpoint.status = 200
  expect(await rig.statuses()).toEqual([])
  rig.time.now += 600
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
})

test('webhooks survive a restart of the world while nobody answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'graph-'))
  const file = join(folder, 'world.sqlite')
  try {
    {
      await using rig = await openGraphRig(file)
      rig.callback.current = { url: 'http://127.0.0.1:9/nobody', verifyToken: 'verify' }
      rig.graph.seedNumber('one', NUMBER)
      rig.graph.receiveText('one', { from: LUCIO, to: NUMBER.phoneNumber, text: 'Uno' })
      rig.graph.receiveText('one', { from: LUCIO, to: NUMBER.phoneNumber, text: 'Dos' })
      await rig.graph.settle()
    }
    await using rig = await openGraphRig(file)
    rig.time.now += 60_000
    await rig.graph.settle()
    expect(rig.inbox.map(({ raw }) => /"body":"(\w+)"/.exec(raw)?.[1])).toEqual(['Uno', 'Dos'])
    const { token } = rig.graph.seedNumber('one', NUMBER)
    expect((await rig.text(token, NUMBER.phoneNumberId, LUCIO)).status).toBe(200)
    expect(rig.phones.messages('one', LUCIO)).toHaveLength(3)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('webhooks wait for a callback that is set later', async () => {
  await using rig = await openGraphRig()
  const callback = rig.callback.current
  rig.callback.current = undefined
  rig.graph.seedNumber('one', NUMBER)
  rig.graph.receiveText('one', { from: LUCIO, to: NUMBER.phoneNumber, text: 'Uno' })
  await rig.graph.settle()
  expect(rig.inbox).toHaveLength(0)
  rig.callback.current = callback
  rig.time.now += 250
  await rig.graph.settle()
  expect(rig.inbox).toHaveLength(1)
})

test('duplicates, reversed ladders and reads without delivery can be switched on', async () => {
  await using rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  rig.graph.configure('one', { duplicateWebhooks: true, reverseStatuses: true, skipDelivered: true })
  await rig.text(token, NUMBER.phoneNumberId, LUCIO)
  expect(await rig.statuses()).toEqual(['read', 'read', 'sent', 'sent'])
  rig.inbox.length = 0
  rig.graph.configure('one', {
    duplicateWebhooks: false,
    reverseStatuses: false,
    skipDelivered: false,
    statusDelayMs: 1000,
  })
  await rig.text(token, NUMBER.phoneNumberId, LUCIO)
  expect(await rig.statuses()).toEqual(['sent'])
  rig.time.now += 2000
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
})

test('faults hit the calls of their realm as often as asked', async () => {
  await using rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  const other = rig.graph.seedNumber('two', NUMBER)
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const send = () => rig.text(token, NUMBER.phoneNumberId, LUCIO)

  rig.graph.addFault('one', { kind: 'error', status: 503, code: 131016, times: 1 })
  expect(await send()).toMatchObject({ status: 503, body: { error: { code: 131016, is_transient: true } } })
  rig.graph.addFault('one', { kind: 'down', times: 1 })
  expect(await send()).toMatchObject({ status: 503, body: { error: { code: 131016 } } })
  expect(rig.graph.ledger('one')).toEqual([])
  rig.graph.addFault('one', { kind: 'lost', times: 1 })
  await expect(send()).rejects.toThrow('fetch failed')
  expect(rig.graph.ledger('one')).toHaveLength(1)

  rig.graph.addFault('one', { kind: 'hang', times: 1 })
  const hung = rig.text(token, NUMBER.phoneNumberId, LUCIO).catch(() => 'cut')
  await expect.poll(() => rig.store.list('graph.fault', 'one/')).toEqual([])
  expect((await rig.call('GET', `/${NUMBER.phoneNumberId}`, other.token)).status).toBe(200)
  expect(rig.graph.ledger('one')).toHaveLength(1)
  rig.graph.addFault('one', { kind: 'down' })
  rig.graph.clearFaults('one')
  expect(await hung).toBe('cut')
  expect(codeOf(await send())).toBeUndefined()

  rig.graph.addFault('one', { kind: 'error', times: 1 })
  const { code } = rig.graph.signup('one', {})
  expect(await rig.exchange(code)).toMatchObject({ status: 500, body: { error: { code: 131000 } } })
})
