import { expect, test } from 'vitest'
import { channelId, company, ownNumber, startDriver } from './multi-device-rig.ts'

test('a channel that is unlinked leaves its phone, and nothing of its link is kept', async () => {
  await using rig = await startDriver()
  await rig.link()
  const devices = () => rig.world.simulator.devices(company, ownNumber).length
  expect(devices()).toBe(1)
  await rig.network.unlink(channelId)
  await rig.until('the phone without a device', () => devices() === 0)
  expect((await rig.storage.read.links.get(`channel:${channelId}`, 'creds', ['creds'])).size).toBe(0)
  expect(await rig.send('too late')).toMatchObject({ outcome: 'postponed' })
  // Whoever unlinks knows it; it is nothing the phone did.
  expect(rig.unlinked).toEqual([])
})

test('a channel whose line is not open is forgotten all the same', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.restart()
  await rig.network.unlink(channelId)
  rig.network.resume(company, channelId)
  await rig.until('the report that nothing is stored', () => rig.unlinked.length === 1)
})
