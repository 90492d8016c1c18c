import type { BinaryNode } from 'baileys'
import { expect, test } from 'vitest'
import type { LineState } from '../../server/domain/channels/connection.ts'
import {
  createMultiDeviceNetwork,
  type MultiDeviceNetwork,
  type MultiDeviceOptions,
} from '../../server/drivers/multi-device/network.ts'
import type { Disturbance } from '../simulators/multi-device/disturbances.ts'
import { node } from '../simulators/multi-device/nodes.ts'
import { channelId, company, type DriverRig, ownNumber, startDriver, vault } from './multi-device-rig.ts'
import { freePort } from './process/program.ts'
import { openTcpRelay } from './tcp-relay.ts'

/** Every way a connection ends (section 6 of the protocol notes), over the wire: what the line does then, and what it says of itself. */
async function linked(options: Partial<MultiDeviceOptions> = {}): Promise<DriverRig> {
  const rig = await startDriver(options)
  await rig.link()
  await rig.until('the open line', () => rig.states.some(({ state }) => state === 'open'))
  rig.states.length = 0
  return rig
}

function disturb(rig: DriverRig, disturbance: Disturbance): void {
  rig.world.simulator.disturb(company, ownNumber, disturbance)
}

const streamError = (attributes: Record<string, string | number>, ...children: BinaryNode[]): Disturbance => ({
  stanza: node('stream:error', attributes, children),
  last: true,
})
const failure = (attributes: Record<string, string | number>): Disturbance => ({
  stanza: node('failure', attributes),
  last: true,
})
const conflict = (type: string) => node('conflict', { type })

const logins = (rig: DriverRig) => rig.world.log.filter((line) => line.startsWith('login of')).length
const hasCredentials = async (rig: DriverRig) =>
  (await rig.storage.read.links.get(`channel:${channelId}`, 'creds', ['creds'])).size === 1
const states = (rig: DriverRig) => rig.states.map(({ state }) => state)

/** The first state that is not open, once the line came to rest in one that `fits`. */
function comesTo(rig: DriverRig, fits: (state: LineState) => boolean): Promise<LineState> {
  return rig.until('the state of the line', () => {
    const last = rig.states.at(-1)
    return last && fits(last) ? last : undefined
  })
}

test('515: a new connection at once, and no failure', async () => {
  await using rig = await linked({ timeouts: { backoff: { firstMs: 60_000, maxMs: 60_000 } } })
  disturb(rig, streamError({ code: 515 }))
  await comesTo(rig, ({ state }) => state === 'open')
  expect(states(rig)).toEqual(['connecting', 'open'])
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
})

test('515 again and again before the line ever opens is a failure after all', async () => {
  await using rig = await linked()
  rig.world.simulator.addFault(company, { kind: 'error', code: 515 })
  const { nextAttemptAt } = await comesTo(rig, ({ state, code }) => state === 'interrupted' && code === '515')
  expect(nextAttemptAt).not.toBeNull()
})

test.each([
  ['a stream error 401', streamError({ code: 401 }, conflict('device_removed'))],
  ['a failure 401', failure({ reason: 401 })],
])('%s: the link is gone, its credentials are deleted and the channel is told', async (_, disturbance) => {
  await using rig = await linked()
  disturb(rig, disturbance)
  await rig.until('the report', () => rig.unlinked.includes(channelId))
  expect(rig.states.at(-1)).toMatchObject({ state: 'unlinked', code: '401', nextAttemptAt: null })
  expect(await hasCredentials(rig)).toBe(false)
  const before = logins(rig)
  rig.network.resume(company, channelId)
  expect(rig.network.connectionState(channelId)).toBe('unlinked')
  expect(logins(rig)).toBe(before)
})

test('a login refused with 401, because the phone removed the device meanwhile, is the end of the link as well', async () => {
  await using rig = await linked()
  await rig.network.close()
  rig.world.simulator.unlink(company, ownNumber)
  await rig.restart()
  rig.network.resume(company, channelId)
  await rig.until('the report', () => rig.unlinked.includes(channelId))
  expect(await hasCredentials(rig)).toBe(false)
})

test.each([
  ['403', failure({ reason: 403 })],
  ['411', { stanza: node('ib', {}, [node('downgrade_webclient')]), last: true }],
])(
  '%s: the account is blocked; its credentials stay as evidence, and nothing is tried again',
  async (code, disturbance) => {
    await using rig = await linked()
    disturb(rig, disturbance)
    await rig.until('the report', () => rig.unlinked.includes(channelId))
    expect(rig.states.at(-1)).toMatchObject({ state: 'unlinked', code, nextAttemptAt: null })
    expect(await hasCredentials(rig)).toBe(true)
    expect(rig.log).toContain('multi_device.account_blocked')
  },
)

test('402: the line waits until WhatsApp lets it come back, told when, and comes back then', async () => {
  await using rig = await linked()
  disturb(rig, failure({ reason: 402, code: 101, expire: 3_600 }))
  const { nextAttemptAt } = await comesTo(rig, ({ code }) => code === '402')
  expect((nextAttemptAt ?? 0) - rig.clock.now()).toBeGreaterThan(3_590_000)
  expect(rig.log).toContain('multi_device.asked_to_wait')
  rig.clock.advance(3_500_000)
  expect(rig.network.connectionState(channelId)).toBe('interrupted')
  rig.clock.advance(100_000)
  await rig.isOpen()
})

test('405: the credentials stay, and the login is repeated with the newest version', async () => {
  const latestVersion = async (): Promise<[number, number, number]> => [2, 3000, 1999999999]
  await using rig = await linked({ latestVersion })
  disturb(rig, failure({ reason: 405 }))
  await comesTo(rig, ({ state }) => state === 'open')
  expect(rig.world.log.findLast((line) => line.startsWith('login of'))).toContain('2.3000.1999999999')
  expect(rig.states[0]).toMatchObject({ state: 'interrupted', code: '405' })
})

test('405 twice: somebody is called, the next attempt is far off, and the credentials still stay', async () => {
  await using rig = await linked({ latestVersion: async () => Promise.reject(new Error('no way out')) })
  rig.world.simulator.addFault(company, { kind: 'error', code: 405 })
  await rig.until('the alarm', () => rig.log.some((line) => line.startsWith('multi_device.client_refused')))
  await comesTo(rig, ({ nextAttemptAt }) => (nextAttemptAt ?? 0) > rig.clock.now() + 500_000)
  expect(await hasCredentials(rig)).toBe(true)
})

test.each([
  ['a failure 500', '500', failure({ reason: 500 })],
  ['a stream error nobody knows', '500', streamError({}, node('novelty'))],
  ['a failure 503', '503', failure({ reason: 503 })],
  ['a stream error 503', '503', streamError({ code: 503 })],
  ['the end of the stream', '428', { stanza: node('xmlstreamend') }],
  ['a broken wire', '428', 'cut'],
  ['a connection closed in good order', '428', 'close'],
] satisfies [string, string, Disturbance][])(
  '%s: the line comes back by itself with its credentials',
  async (_, code, disturbance) => {
    await using rig = await linked()
    disturb(rig, disturbance)
    await comesTo(rig, ({ state }) => state === 'open')
    expect(states(rig)).toEqual(['interrupted', 'connecting', 'open'])
    expect(rig.states[0]).toMatchObject({ code, nextAttemptAt: expect.any(Number) })
    expect(rig.states[2]).toMatchObject({ code: null, reason: null })
    expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
  },
)

test.each([
  ['a connection that replaces it', streamError({}, conflict('replaced'))],
  ['a conflict without a code', streamError({}, conflict('device_removed'))],
])('440, %s: the line stops and stays stopped until it is resumed', async (_, disturbance) => {
  await using rig = await linked()
  const before = logins(rig)
  disturb(rig, disturbance)
  expect(await comesTo(rig, ({ state }) => state === 'stopped')).toMatchObject({ code: '440', nextAttemptAt: null })
  expect(await rig.send('hola')).toMatchObject({ outcome: 'postponed', retryInMs: 30_000 })
  expect(logins(rig)).toBe(before)
  expect(await hasCredentials(rig)).toBe(true)
  rig.network.resume(company, channelId)
  await rig.isOpen()
})

test('440: of two gateways with the same link the older one stops; they do not evict each other', async () => {
  await using rig = await linked()
  const reported: LineState[] = []
  const other = networkBesides(rig, rig.world.url(company), reported)
  other.resume(company, channelId)
  await comesTo(rig, ({ state }) => state === 'stopped')
  await rig.until('the newer one', () => reported.at(-1)?.state === 'open')
  expect(rig.states.map(({ state }) => state)).toEqual(['stopped'])
  expect(reported.map(({ state }) => state)).toEqual(['connecting', 'connecting', 'open'])
  await other.close()
})

test('silence: the line says within the limit that WhatsApp does not answer, then that it is gone, and comes back', async () => {
  const silence = { askMs: 100, silentMs: 300, goneMs: 900 }
  await using rig = await linked({ timeouts: { silence, backoff: { firstMs: 20, maxMs: 200 } } })
  disturb(rig, 'mute')
  const mutedAt = performance.now()
  expect(await comesTo(rig, ({ state }) => state === 'interrupted')).toMatchObject({ code: '408' })
  expect(performance.now() - mutedAt).toBeLessThan(700)
  // Nothing is handed to a connection nobody listens at: it would be in doubt.
  expect(await rig.send('hola')).toMatchObject({ outcome: 'postponed' })
  await comesTo(rig, ({ state }) => state === 'open')
  expect(states(rig)).toEqual(['interrupted', 'interrupted', 'connecting', 'open'])
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
})

test('silence with the settings of a gateway shows within 5 seconds', { timeout: 15_000 }, async () => {
  await using rig = await linked()
  disturb(rig, 'mute')
  const mutedAt = performance.now()
  await comesTo(rig, ({ state }) => state === 'interrupted')
  expect(performance.now() - mutedAt).toBeLessThan(5_000)
})

test('a line nobody writes on stays open, because it asks whether WhatsApp is there', async () => {
  await using rig = await linked({ timeouts: { silence: { askMs: 20, silentMs: 200, goneMs: 400 } } })
  const since = performance.now()
  await rig.until('some time without traffic', () => performance.now() - since > 1_000)
  expect(rig.states).toEqual([])
})

test('a refused connection is tried again with growing pauses until somebody listens', async () => {
  await using rig = await linked()
  await rig.network.close()
  const port = await freePort()
  const reported: LineState[] = []
  const url = rig.world.url(company).replace(/:\d+/, `:${port}`)
  const network = networkBesides(rig, url, reported)
  network.resume(company, channelId)
  await rig.until('a few attempts', () => reported.filter(({ state }) => state === 'interrupted').length >= 4)
  await using _ = await openTcpRelay(rig.world.url().replace('ws:', 'http:'), port)
  await rig.until('the open line', () => reported.at(-1)?.state === 'open')
  const pauses = reported
    .filter(({ state }) => state === 'interrupted')
    .map((line) => (line.nextAttemptAt ?? 0) - line.since)
  expect(pauses[3]).toBeGreaterThan(pauses[0] ?? 0)
  await network.close()
})

function networkBesides(rig: DriverRig, url: string, reported: LineState[]): MultiDeviceNetwork {
  return createMultiDeviceNetwork({
    storage: rig.storage,
    vault,
    clock: rig.clock,
    openMedium: () => Promise.reject(new Error('no media here')),
    url,
    log: { info: () => undefined, warn: () => undefined, fault: () => undefined },
    reports: {
      received: async () => undefined,
      status: async () => undefined,
      connection: async ({ line }) => void reported.push(line),
      unlinked: async () => undefined,
    },
    timeouts: { backoff: { firstMs: 20, maxMs: 1_000 } },
  })
}
