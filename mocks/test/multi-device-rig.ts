import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '../../server/domain/channels/channel.ts'
import type { LineState } from '../../server/domain/channels/connection.ts'
import type { ChannelId, CompanyId, MessageId, PhoneNumber, SessionId } from '../../server/domain/ids.ts'
import { openMedium } from '../../server/domain/media/open.ts'
import type { Content } from '../../server/domain/messages/content.ts'
import type { Blobs } from '../../server/domain/ports/blobs.ts'
import type { Clock } from '../../server/domain/ports/clock.ts'
import type { SendOutcome } from '../../server/domain/ports/line.ts'
import type { LineReports, PairingStep } from '../../server/domain/ports/pairing.ts'
import type { Storage } from '../../server/domain/ports/storage.ts'
import type { Vault } from '../../server/domain/ports/vault.ts'
import { openDirectoryBlobs } from '../../server/drivers/blobs/directory-blobs.ts'
import {
  createMultiDeviceNetwork,
  type MultiDeviceNetwork,
  type MultiDeviceOptions,
} from '../../server/drivers/multi-device/network.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { createLinkFetcher } from '../../server/drivers/webhook-http/link-fetcher.ts'
import { startRig, type Rig as WorldRig } from '../simulators/multi-device/rig.ts'

export const company = '65a1f2b3c4d5e6f7a8b9c001' as CompanyId
export const session = 'cs_01JTEST0000000000000000001' as SessionId
export const channelId = '0191F2B3C4D5E6F7A8B9C00000000001' as ChannelId
export const ownNumber = '5491150000001'
export const customer = '5491155555555'

type Received = Parameters<LineReports['received']>[0]
type Status = Parameters<LineReports['status']>[0]

/** The driver over a real store, against the simulated network, with everything it reports. */
export interface DriverRig {
  world: WorldRig
  /** Of the store. */
  directory: string
  storage: Storage
  blobs: Blobs
  network: MultiDeviceNetwork
  received: Received[]
  statuses: Status[]
  /** What the line said of its connection, in order. */
  states: LineState[]
  unlinked: ChannelId[]
  log: string[]
  clock: Clock & { advance(ms: number): void }
  /** Resolves with what `look` finds, looked for now and after each report and step. */
  until<T>(what: string, look: () => T | undefined | false): Promise<T>
  follow(session?: SessionId): Following
  /** Pairs the own phone and gives the link to the channel. */
  link(): Promise<void>
  isOpen(): Promise<true>
  send(text: string, to?: string, id?: string): Promise<SendOutcome>
  /** To the customer, under an id of its own unless one is given. */
  sendContent(content: Content, id?: MessageId): Promise<SendOutcome>
  /** Stops the driver and starts another over the same store; the store is closed while `meanwhile` runs. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface Following {
  steps: PairingStep[]
  stop(): void
  done: Promise<void>
  step<S extends PairingStep['step']>(step: S, after?: number): Promise<Extract<PairingStep, { step: S }>>
}

export async function startDriver(options: Partial<MultiDeviceOptions> = {}): Promise<DriverRig> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-multi-device-'))
  const openStore = () => openSqliteStorage({ directory, made: 'sandbox' })
  let storage = await openStore()
  const world = await startRig()
  world.phones.add(company, { number: ownNumber, name: 'Casa Central' })
  world.phones.add(company, { number: customer, name: 'Lucio' })
  const listeners = new Set<() => void>()
  const notify = (): void => {
    for (const listener of [...listeners]) listener()
  }
  const received: Received[] = []
  const statuses: Status[] = []
  const states: LineState[] = []
  const unlinked: ChannelId[] = []
  const log: string[] = []
  const clock = handClock()
  const blobs = await openDirectoryBlobs(join(directory, 'blobs'))
  const fetchLink = createLinkFetcher({ allow: 'any' })

  function start(): MultiDeviceNetwork {
    return createMultiDeviceNetwork({
      storage,
      vault,
      clock,
      openMedium: (...what) => openMedium({ storage, clock, blobs, fetchLink }, ...what),
      url: world.url('{company}'),
      log: {
        info: (event) => log.push(event),
        warn: (event) => log.push(event),
        fault: (event, error) => log.push(`${event}: ${error}`),
      },
      reports: {
        received: async (report) => void received.push(report),
        status: async (report) => void statuses.push(report),
        connection: async ({ line }) => void states.push(line),
        unlinked: async (report) => void unlinked.push(report.channel),
      },
      timeouts: { connectMs: 3_000, queryMs: 2_500, nameWaitMs: 1_000, backoff: { firstMs: 20, maxMs: 200 } },
      ...options,
    })
  }

  // What changes without a report (the state of a line) is looked at now and then.
  const ticking = setInterval(notify, 10)
  const rig: DriverRig = {
    world,
    directory,
    blobs,
    get storage() {
      return storage
    },
    network: start(),
    received,
    statuses,
    states,
    unlinked,
    log,
    clock,
    until<T>(what: string, look: () => T | undefined | false) {
      return new Promise<T>((resolve, reject) => {
        const facts = (): string => JSON.stringify({ log, statuses, received, unlinked, world: world.log.slice(-20) })
        const timer = setTimeout(() => finish(() => reject(new Error(`waited in vain for ${what}; ${facts()}`))), 8_000)
        function finish(how: () => void): void {
          clearTimeout(timer)
          listeners.delete(check)
          how()
        }
        function check(): void {
          const found = look()
          if (found !== undefined && found !== false) finish(() => resolve(found))
        }
        listeners.add(check)
        check()
      })
    },
    follow(of = session) {
      const abort = new AbortController()
      const steps: PairingStep[] = []
      const done = (async () => {
        for await (const step of rig.network.pair(company, of, abort.signal)) steps.push(step)
      })()
      return {
        steps,
        done,
        stop: () => abort.abort(),
        step<S extends PairingStep['step']>(wanted: S, after = 0) {
          const is = (step: PairingStep): step is Extract<PairingStep, { step: S }> => step.step === wanted
          return rig.until(`step ${wanted} (${after})`, () => steps.filter(is)[after])
        },
      }
    },
    async link() {
      const pairing = rig.follow()
      const { qr } = await pairing.step('qr')
      await world.simulator.scan(company, ownNumber, qr)
      await pairing.step('linked')
      await pairing.done
      await rig.network.adopt(session, channelId)
    },
    isOpen: () =>
      rig.until('the open line', () => rig.network.connectionState(channelId) === 'open' && (true as const)),
    send(text, to = customer, id = randomId()) {
      const content = { type: 'text', text, previewUrl: false } as const
      return rig.network.line(channel).send({ id: id as MessageId, to: `+${to}` as PhoneNumber, content })
    },
    sendContent: (content, id = randomId()) =>
      rig.network.line(channel).send({ id, to: `+${customer}` as PhoneNumber, content }),
    async restart(meanwhile) {
      await rig.network.close()
      if (meanwhile) {
        await storage.close()
        await meanwhile()
        storage = await openStore()
      }
      rig.network = start()
    },
    async [Symbol.asyncDispose]() {
      clearInterval(ticking)
      await rig.network.close()
      await world.close()
      await storage.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  return rig
}

function randomId(): MessageId {
  return `${'0'.repeat(14)}${String(Math.random()).slice(2, 20).padEnd(18, '0')}` as MessageId
}

export const channel: Channel = {
  id: channelId,
  alias: '65a1f2b3c4d5e6f7a8b9c0d1',
  company,
  kind: 'qr',
  name: 'Ventas',
  state: 'connected',
  stateReason: null,
  phoneNumber: `+${ownNumber}` as PhoneNumber,
  phoneNumberId: '100000000000009',
  wabaId: null,
  coexistence: false,
  pushName: null,
  pipelineId: null,
  createdAt: 0,
  connectedAt: 0,
}

function handClock(): DriverRig['clock'] {
  const listeners = new Set<() => void>()
  let offset = 0
  return {
    now: () => Date.now() + offset,
    onJump(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    advance(ms) {
      offset += ms
      for (const listener of [...listeners]) listener()
    },
  }
}

/** Seals nothing, but opens a value only where it was sealed. */
export const vault: Vault = {
  seal: (plain, context) => `${context}|${Buffer.from(plain).toString('base64')}`,
  open(sealed, context) {
    const [where, text = ''] = sealed.split('|')
    if (where !== context) throw new Error(`sealed for ${where}, opened for ${context}`)
    return Buffer.from(text, 'base64').toString()
  },
}
