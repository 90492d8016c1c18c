import { expect, test } from 'vitest'
import type { SessionId } from '../../server/domain/ids.ts'
import { channelId, company, customer, ownNumber, session, startDriver } from './multi-device-rig.ts'

test('a scan links the companion, and the account name comes with it', async () => {
  await using rig = await startDriver()
  const pairing = rig.follow()
  const { qr, expiresAt } = await pairing.step('qr')
  expect(qr).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#/)
  expect(expiresAt - rig.clock.now()).toBeGreaterThan(15_000)
  expect(expiresAt - rig.clock.now()).toBeLessThanOrEqual(20_000)

  await rig.world.simulator.scan(company, ownNumber, qr)
  await pairing.done
  expect(pairing.steps.map(({ step }) => step)).toEqual(['qr', 'scanned', 'linked'])
  expect(pairing.steps.at(-1)).toEqual({ step: 'linked', digits: ownNumber, pushName: 'Casa Central' })
})

test('the channel takes over the open connection of the pairing without a new login', async () => {
  await using rig = await startDriver()
  await rig.link()
  expect(rig.network.connectionState(channelId)).toBe('open')
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
  expect(await rig.storage.read.links.get(`session:${session}`, 'creds', ['creds'])).toEqual(new Map())
})

test('a window outlives the codes of one connection', async () => {
  await using rig = await startDriver({ qrTimeoutMs: 60 })
  const pairing = rig.follow()
  await pairing.step('qr', 7)
  const codes = pairing.steps.map((step) => (step.step === 'qr' ? step.qr : ''))
  expect(new Set(codes).size).toBe(codes.length)
  pairing.stop()
  await pairing.done
})

test('a pairing interrupted before a scan continues after a restart with a fresh code', async () => {
  await using rig = await startDriver()
  const before = rig.follow()
  const { qr: lost } = await before.step('qr')
  await rig.restart()
  await before.done

  const pairing = rig.follow()
  const { qr } = await pairing.step('qr')
  expect(qr).not.toBe(lost)
  expect(qr.split(',')[1]).toBe(lost.split(',')[1])
  await rig.world.simulator.scan(company, ownNumber, qr)
  await pairing.step('linked')
})

test('a companion that was linked when the process stopped is linked after the restart without a scan', async () => {
  await using rig = await startDriver()
  const before = rig.follow()
  await rig.world.simulator.scan(company, ownNumber, (await before.step('qr')).qr)
  await before.done
  await rig.restart()

  const pairing = rig.follow()
  expect(await pairing.step('linked')).toMatchObject({ digits: ownNumber, pushName: 'Casa Central' })
  expect(pairing.steps).toHaveLength(1)
  await rig.network.adopt(session, channelId)
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
})

test('a pairing whose link was given to its channel before a restart is linked at once, and adopting again changes nothing', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.restart()
  const pairing = rig.follow()
  expect(await pairing.step('linked')).toMatchObject({ digits: ownNumber })
  await rig.network.adopt(session, channelId)
  await rig.isOpen()
})

test('a text that arrived between the link and its channel is reported to the channel', async () => {
  await using rig = await startDriver()
  const pairing = rig.follow()
  await rig.world.simulator.scan(company, ownNumber, (await pairing.step('qr')).qr)
  await pairing.done
  await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'primero' })
  await rig.network.adopt(session, channelId)
  expect(await rig.until('the report', () => rig.received[0])).toMatchObject({ channel: channelId, text: 'primero' })
})

test('unlinking between the scan and the first login ends the pairing as unlinked', async () => {
  await using rig = await startDriver()
  const before = rig.follow()
  await rig.world.simulator.scan(company, ownNumber, (await before.step('qr')).qr)
  await before.done
  await rig.network.close()
  rig.world.simulator.unlink(company, ownNumber)
  await rig.restart()
  const pairing = rig.follow()
  expect(await pairing.step('unlinked')).toMatchObject({ code: 'interrupted' })
  await pairing.done
})

test('a phone without room for another device leaves the pairing waiting', async () => {
  await using rig = await startDriver()
  for (let device = 1; device <= 4; device += 1) {
    const other = rig.follow(`cs_other${device}` as SessionId)
    await rig.world.simulator.scan(company, ownNumber, (await other.step('qr')).qr)
    await other.done
  }
  const pairing = rig.follow()
  const { qr } = await pairing.step('qr')
  await expect(rig.world.simulator.scan(company, ownNumber, qr)).rejects.toMatchObject({ code: 'DEVICE_LIMIT' })
  expect(pairing.steps).toHaveLength(1)

  await rig.network.discard('cs_other1' as SessionId)
  await rig.until('the freed place', () => rig.world.simulator.devices(company, ownNumber).length === 3)
  await rig.world.simulator.scan(company, ownNumber, qr)
  await pairing.step('linked')
})

test('a replaced secret is drawn again at once and the new code can be scanned', async () => {
  await using rig = await startDriver()
  rig.world.simulator.addFault(company, { kind: 'companion_reg_refresh', times: 1 })
  const pairing = rig.follow()
  const first = await pairing.step('qr')
  await expect(rig.world.simulator.scan(company, ownNumber, first.qr)).rejects.toMatchObject({ code: 'QR_REFRESHED' })
  const second = await pairing.step('qr', 1)
  const [oldFields, newFields] = [first.qr.split(','), second.qr.split(',')]
  expect(newFields[3]).not.toBe(oldFields[3])
  expect(newFields.toSpliced(3, 1)).toEqual(oldFields.toSpliced(3, 1))
  expect(second.expiresAt).toBe(first.expiresAt)
  await rig.world.simulator.scan(company, ownNumber, second.qr)
  await pairing.step('linked')
})

test.each([
  [405, 'client_outdated'],
  [403, 'refused'],
  [429, 'rate_limited'],
  [440, 'conflict'],
])('a pairing answered with %s ends as %s', async (code, failure) => {
  await using rig = await startDriver()
  rig.world.simulator.addFault(company, { kind: 'error', code, times: 1 })
  const pairing = rig.follow()
  expect(await pairing.step('failed')).toMatchObject({ code: failure })
  await pairing.done
  await rig.network.discard(session)
})

test('a lost connection does not end a pairing', async () => {
  await using rig = await startDriver()
  rig.world.simulator.addFault(company, { kind: 'down', times: 2 })
  const pairing = rig.follow()
  const { qr } = await pairing.step('qr')
  await rig.world.simulator.scan(company, ownNumber, qr)
  await pairing.step('linked')
})

test('a reader of a failed step may discard the pairing before it reads on', async () => {
  await using rig = await startDriver()
  rig.world.simulator.addFault(company, { kind: 'error', code: 403, times: 1 })
  for await (const step of rig.network.pair(company, session, new AbortController().signal)) {
    expect(step).toMatchObject({ step: 'failed' })
    await rig.network.discard(session)
  }
  expect(await rig.storage.read.links.get(`session:${session}`, 'creds', ['creds'])).toEqual(new Map())
})

test('a clock that jumps past the expiry of a code brings a fresh one at once', async () => {
  await using rig = await startDriver()
  const pairing = rig.follow()
  const first = await pairing.step('qr')
  rig.clock.advance(5_000)
  rig.clock.advance(16_000)
  const second = await pairing.step('qr', 1)
  expect(second.qr).not.toBe(first.qr)
  expect(second.expiresAt).toBeGreaterThan(rig.clock.now() + 15_000)
  await rig.world.simulator.scan(company, ownNumber, second.qr)
  await pairing.step('linked')
})

test('a channel paired again uses the newer link; the older one stays on the phone until a person removes it', async () => {
  await using rig = await startDriver()
  await rig.link()
  const pairing = rig.follow('cs_again' as SessionId)
  await rig.world.simulator.scan(company, ownNumber, (await pairing.step('qr')).qr)
  await pairing.done
  await rig.network.adopt('cs_again' as SessionId, channelId)
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
  expect(rig.world.simulator.devices(company, ownNumber).map((device) => device.online)).toEqual([false, true])
  expect(rig.unlinked).toEqual([])
})
