import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { MessageId } from '../../server/domain/ids.ts'
import { aMessage, givenBroadcast } from '../../server/drivers/test/storage/rig.ts'
import { channel, channelId, company, customer, type DriverRig, ownNumber, startDriver } from './multi-device-rig.ts'
import { type Program, start } from './process/program.ts'
import { until } from './process/until.ts'
import { openTcpRelay } from './tcp-relay.ts'

/** Runs the driver in a process whose domain takes no report in, until the work is done; then kills it. */
async function killedWhenStuck(
  rig: DriverRig,
  { url = rig.world.url(company), text }: { url?: string; text?: string },
  work: (stuck: Program) => Promise<void>,
): Promise<void> {
  await rig.restart(async () => {
    const script = fileURLToPath(new URL('./multi-device-stuck.ts', import.meta.url))
    const args = [rig.directory, url, ...(text === undefined ? [] : [text])]
    await using stuck = start(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args])
    await stuck.says(/open/)
    await work(stuck)
    await stuck.kill()
  })
}

/** Stanzas of this kind that WhatsApp still has for the companion, because it never heard that they arrived. */
function unacknowledged(rig: DriverRig, tag: string): number {
  const stanzas = rig.world.store.list<{ tag: string }>('md.queue', `${company}/${ownNumber}/`)
  return stanzas.filter(({ value }) => value.tag === tag).length
}

const write = (rig: DriverRig, text: string) =>
  rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text })

test('a message WhatsApp knows to have arrived is told after a kill that kept it from the domain, once', async () => {
  await using rig = await startDriver()
  await rig.link()
  await killedWhenStuck(rig, {}, async (stuck) => {
    await write(rig, 'first')
    await write(rig, 'second')
    await stuck.says(/stuck at received first/)
    await until(() => unacknowledged(rig, 'message') === 0)
  })
  rig.network.resume(company, channelId)
  await rig.until('both messages', () => rig.received.length >= 2)
  await rig.isOpen()
  await write(rig, 'third')
  await rig.until('the next message', () => rig.received.length >= 3)
  expect(rig.received.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
  await until(async () => (await rig.storage.read.links.list(`channel:${channelId}`, 'inbox')).size === 0)
})

test('a message opened by a process that could not tell WhatsApp so is acknowledged after the restart', async () => {
  await using rig = await startDriver()
  await rig.link()
  await using relay = await openTcpRelay(rig.world.url().replace('ws:', 'http:'))
  const url = rig.world.url(company).replace(/127\.0\.0\.1:\d+/, new URL(relay.url).host)
  await killedWhenStuck(rig, { url }, async (stuck) => {
    relay.mute()
    await write(rig, 'opened')
    await stuck.says(/stuck at received opened/)
    expect(unacknowledged(rig, 'message')).toBe(1)
  })
  rig.network.resume(company, channelId)
  await until(() => unacknowledged(rig, 'message') === 0)
  await write(rig, 'next')
  await rig.until('the next message', () => rig.received.some(({ text }) => text === 'next'))
  // Told from the inbox, and again when WhatsApp repeated it: one fact by its id, which the domain records once.
  expect(new Set(rig.received.map(({ wamid, text }) => `${wamid} ${text}`)).size).toBe(2)
  expect(rig.received[0]).toMatchObject({ text: 'opened', fromDigits: customer })
})

test('receipts nobody was told of are not acknowledged, and come again after a kill', async () => {
  await using rig = await startDriver()
  await rig.link()
  const { broadcast } = await givenBroadcast(rig.storage, { id: channelId })
  const message = aMessage(broadcast, { id: '00000000000000abcdef0123456789ab' as MessageId })
  const wamid = rig.network.line(channel).wamidFor?.({ ...message, to: message.recipient }) ?? ''
  await rig.storage.transaction(({ messages }) => messages.insert([{ ...message, wamid }]))
  await killedWhenStuck(rig, { text: 'hola' }, async (stuck) => {
    await stuck.says(/stuck at status delivered/)
    expect(unacknowledged(rig, 'receipt')).toBeGreaterThan(0)
  })
  rig.network.resume(company, channelId)
  await rig.until('the receipts', () => rig.statuses.some(({ status }) => status === 'read'))
  expect(new Set(rig.statuses.map((report) => `${report.wamid} ${report.status}`))).toEqual(
    new Set([`${wamid} delivered`, `${wamid} read`]),
  )
  await until(() => unacknowledged(rig, 'receipt') === 0)
})
