import type { Channel } from '../../domain/channels/channel.ts'
import type { ConnectionState } from '../../domain/channels/connection.ts'
import { type ChannelId, type CompanyId, digitsOf, type SessionId } from '../../domain/ids.ts'
import type { Line } from '../../domain/ports/line.ts'
import type { PairingNetwork, PairingStep } from '../../domain/ports/pairing.ts'
import type { FetchReceived } from '../../domain/ports/received-media.ts'
import type { CompanionLine } from './line.ts'
import { createLinkParts, type MultiDeviceOptions } from './link-parts.ts'
import type { LinkStore } from './link-store.ts'
import { loadBaileys } from './load-baileys.ts'
import { linkedStep, pairCompanion } from './pairing.ts'
import { keyIdOf, wamidOf } from './wamid.ts'

export type { MultiDeviceOptions } from './link-parts.ts'

/** The multi-device driver: pairs companions and keeps the lines of QR channels, with Baileys. */
export interface MultiDeviceNetwork extends PairingNetwork {
  line(channel: Channel): Line
  fetchReceived: FetchReceived
  /** Undefined for a channel whose line was never opened. */
  connectionState(channel: ChannelId): ConnectionState | undefined
  /** Imports Baileys ahead of the first QR channel. */
  preload(): Promise<void>
}

export function createMultiDeviceNetwork(options: MultiDeviceOptions): MultiDeviceNetwork {
  const { storage, vault, clock, log } = options
  const links = createLinkParts(options)
  /** Linked, and waiting for the channel they become. */
  const held = new Map<SessionId, CompanionLine>()
  const lines = new Map<ChannelId, CompanionLine>()
  const opening = new Map<ChannelId, Promise<void>>()
  const pairings = new Map<SessionId, { stop(): void; done: Promise<void> }>()
  /** Stores of pairings that are neither adopted nor discarded. */
  const unassigned = new Map<SessionId, LinkStore>()
  let closing = false

  async function* pair(company: CompanyId, session: SessionId, signal: AbortSignal): AsyncGenerator<PairingStep> {
    const waiting = held.get(session)
    if (waiting) {
      yield linkedStep(waiting.store)
      return
    }
    const adopted = await adoptedChannel(session)
    if (adopted) {
      resume(company, adopted)
      const store = await links.store(company, `channel:${adopted}`, false)
      if (store) yield linkedStep(store)
      return
    }
    await stopPairing(session)
    const stop = new AbortController()
    const done = Promise.withResolvers<void>()
    const pairing = { stop: () => stop.abort(), done: done.promise }
    pairings.set(session, pairing)
    let last: PairingStep | undefined
    try {
      const store = await links.store(company, `session:${session}`, true)
      if (!store || closing) return
      unassigned.set(session, store)
      const parts = await links.of(company, store)
      last = yield* pairCompanion({
        store,
        clock,
        qrTimeoutMs: links.qrTimeoutMs,
        backoff: { firstMs: links.backoff.firstMs, maxMs: Math.min(links.backoff.maxMs, 10_000) },
        nameWaitMs: options.timeouts?.nameWaitMs ?? 3_000,
        signal: AbortSignal.any([signal, stop.signal]),
        open: parts.open,
        handOver(socket, told) {
          const line = parts.line()
          line.take(socket, told)
          held.set(session, line)
        },
      })
    } finally {
      if (pairings.get(session) === pairing) pairings.delete(session)
      done.resolve()
    }
    if (last) yield last
  }

  /** Ends a running pairing; its reader may be busy with a step, so the wait has an end. */
  async function stopPairing(session: SessionId): Promise<void> {
    const running = pairings.get(session)
    pairings.delete(session)
    running?.stop()
    if (running) await within(stopWaitMs, running.done)
  }

  /** The channel this session's link was given to already, before a crash or in this process. */
  async function adoptedChannel(session: SessionId): Promise<ChannelId | undefined> {
    const sealed = (await storage.read.links.get(`session:${session}`, 'adopted', ['channel'])).get('channel')
    return sealed === undefined ? undefined : (vault.open(sealed, adoptionContext(session)) as ChannelId)
  }

  async function adopt(session: SessionId, channel: ChannelId): Promise<void> {
    const earlier = await adoptedChannel(session)
    if (earlier === channel) return
    const line = held.get(session) ?? (earlier && lines.get(earlier))
    if (!line) throw new Error(`session ${session} holds no link to adopt`)
    await replaceLine(channel)
    const marker = { type: 'adopted', id: 'channel', value: vault.seal(channel, adoptionContext(session)) }
    await line.store.moveTo(`channel:${channel}`, (tables) => tables.links.set(`session:${session}`, [marker]))
    held.delete(session)
    unassigned.delete(session)
    if (earlier) lines.delete(earlier)
    lines.set(channel, line)
    line.assign(channel)
  }

  /** The older link stays on the phone, as WhatsApp itself keeps it, until the person removes it there. */
  async function replaceLine(channel: ChannelId): Promise<void> {
    await opening.get(channel)
    const older = lines.get(channel)
    lines.delete(channel)
    await older?.close()
  }

  function resume(company: CompanyId, channel: ChannelId): void {
    const line = lines.get(channel)
    if (line) line.start()
    if (closing || line || opening.has(channel)) return
    const work = openLine(company, channel)
      .catch(async (error: unknown) => {
        log.fault('multi_device.line_not_opened', error, { channel })
        await tellState(channel, 'stopped', 'The link of this channel could not be opened')
      })
      .catch((error: unknown) => log.fault('multi_device.report_failed', error, { channel }))
      .finally(() => opening.delete(channel))
    opening.set(channel, work)
  }

  /** For a channel that has no line yet to say so itself. */
  function tellState(channel: ChannelId, state: ConnectionState, reason: string | null): Promise<void> {
    const line = { state, since: options.clock.now(), code: null, reason, nextAttemptAt: null }
    return options.reports.connection({ channel, line })
  }

  async function openLine(company: CompanyId, channel: ChannelId): Promise<void> {
    // What an earlier process said of the line is true no more.
    await tellState(channel, 'connecting', null)
    const store = await links.store(company, `channel:${channel}`, false)
    if (!store) {
      await options.reports.unlinked({ channel, reason: 'No credentials of this channel are stored' })
      return
    }
    const line = (await links.of(company, store)).line()
    if (closing) return
    lines.set(channel, line)
    line.assign(channel)
    line.start()
  }

  function line(channel: Channel): Line {
    return {
      wamidFor: (message) => wamidOf(digitsOf(message.to), keyIdOf(message.id), 'business'),
      async send(message) {
        const open = lines.get(channel.id)
        return open ? open.send(message) : { outcome: 'postponed', retryInMs: 1_000, why: 'the line is not open' }
      },
      async markRead(mark) {
        const open = lines.get(channel.id)
        return open ? open.markRead(mark) : { outcome: 'unavailable', why: 'the line is not open' }
      },
    }
  }

  return {
    pair,
    adopt,
    async discard(session) {
      await stopPairing(session)
      const unwanted = held.get(session)
      held.delete(session)
      await unwanted?.logout()
      await unwanted?.close()
      await unassigned.get(session)?.clear()
      unassigned.delete(session)
      await storage.transaction((tables) => tables.links.clear(`session:${session}`))
    },
    resume,
    async unlink(channel) {
      await opening.get(channel)
      const leaving = lines.get(channel)
      lines.delete(channel)
      await leaving?.logout()
      await leaving?.close()
      await storage.transaction((tables) => tables.links.clear(`channel:${channel}`))
    },
    line,
    fetchReceived: links.media.fetch,
    connectionState: (channel) => lines.get(channel)?.state() ?? (opening.has(channel) ? 'connecting' : undefined),
    async preload() {
      const { initAuthCreds } = await loadBaileys()
      // The first keys of a process take 50 ms, later ones a few.
      initAuthCreds()
    },
    async close() {
      closing = true
      await Promise.all([...pairings.keys()].map(stopPairing))
      await Promise.all(opening.values())
      await Promise.all([...lines.values(), ...held.values()].map((open) => open.close()))
      lines.clear()
      held.clear()
    },
  }
}

const stopWaitMs = 3_000

async function within(ms: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}

/** Where the note of an adoption is sealed to. */
function adoptionContext(session: SessionId): string {
  return `links/adopted/${session}`
}
