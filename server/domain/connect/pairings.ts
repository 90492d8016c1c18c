import { channelFor, markConnected } from '../channels/connect.ts'
import type { Context } from '../context.ts'
import type { CompanyId, SessionId } from '../ids.ts'
import { phoneNumberFromDigits } from '../ids.ts'
import type { PairingStep } from '../ports/pairing.ts'
import { topics } from '../signals.ts'
import type { ConnectSession, PairingEvent } from './session.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'pairing' | 'signals' | 'log'>

/** Runs every pending QR pairing of this process, each once. */
export interface Pairings {
  /** Picks up pending pairings: new ones, and after a start those a stopped process left. */
  pickUp(): Promise<void>
  /** Ends pairings and signups whose window is over; says how many. */
  expire(): Promise<number>
  /** Stops the pairings of a company that is being removed. */
  abandon(company: CompanyId): Promise<void>
  /** When the next window ends, in domain time. */
  nextExpiry(): Promise<number | undefined>
  /** Lets go without ending the sessions: the next start continues them. */
  close(): Promise<void>
}

const timeoutReason =
  'No phone linked within 5 minutes. If a scan was refused, the account may have reached its limit of 4 linked devices.'

export function createPairings(context: Tools): Pairings {
  const { storage, clock, pairing, signals, log } = context
  const running = new Map<SessionId, { stop: AbortController; done: Promise<void> }>()
  let closed = false

  async function run(session: ConnectSession, signal: AbortSignal): Promise<void> {
    try {
      for await (const step of pairing.pair(session.company, session.id, signal)) await record(session, step)
    } catch (error) {
      if (signal.aborted) return
      log.fault('pairing.broke', error, { session: session.id })
      const reason = 'The pairing was interrupted by a fault of the gateway.'
      await endPairing(context, session, { type: 'failed', reason, code: 'interrupted' })
    } finally {
      running.delete(session.id)
    }
  }

  async function record(session: ConnectSession, step: PairingStep): Promise<void> {
    switch (step.step) {
      case 'qr':
        return append(context, session.id, { type: 'qr', qr: step.qr, expiresAt: step.expiresAt })
      case 'scanned':
        return append(context, session.id, { type: 'connecting' })
      case 'linked':
        return finishLinked(context, session, step)
      case 'failed':
      case 'unlinked': {
        const type = step.step === 'failed' ? 'failed' : 'disconnected'
        await endPairing(context, session, { type, reason: step.reason, code: step.code })
        return pairing.discard(session.id)
      }
    }
  }

  return {
    async pickUp() {
      if (closed) return
      for (const session of await storage.read.sessions.pending()) {
        if (closed || session.mode !== 'qr' || running.has(session.id) || session.expiresAt <= clock.now()) continue
        const stop = new AbortController()
        running.set(session.id, { stop, done: run(session, stop.signal) })
      }
    },
    async expire() {
      let ended = 0
      for (const session of await storage.read.sessions.pending()) {
        if (session.expiresAt > clock.now()) continue
        ended += 1
        if (session.mode === 'qr') {
          await endPairing(context, session, { type: 'failed', reason: timeoutReason, code: 'timeout' }, 'expired')
          running.get(session.id)?.stop.abort()
          await running.get(session.id)?.done
          await pairing.discard(session.id)
        } else {
          const end = { state: 'expired', channel: null, at: clock.now() } as const
          await storage.transaction(({ sessions }) => sessions.end(session.id, end))
        }
        signals.raise(topics.session(session.id))
      }
      return ended
    },
    async abandon(company) {
      for (const session of await storage.read.sessions.pending()) {
        const run = session.company === company ? running.get(session.id) : undefined
        run?.stop.abort()
        await run?.done
      }
    },
    async nextExpiry() {
      const [soonest] = await storage.read.sessions.pending()
      return soonest?.expiresAt
    },
    async close() {
      closed = true
      const all = [...running.values()]
      for (const { stop } of all) stop.abort()
      await Promise.all(all.map(({ done }) => done))
    },
  }
}

/**
 * The phone linked: the channel is stored first, then gets the link, then is announced. A process
 * killed in between hears `linked` again from the network, finds the channel by its number and goes on.
 */
async function finishLinked(
  context: Tools,
  session: ConnectSession,
  link: { digits: string; pushName: string | null },
): Promise<void> {
  const { storage, clock, signals, pairing } = context
  const connection = {
    kind: 'qr',
    phoneNumber: phoneNumberFromDigits(link.digits),
    phoneNumberId: null,
    wabaId: null,
    coexistence: false,
    name: session.name ?? 'WhatsApp QR',
    pushName: link.pushName,
    pipelineId: null,
  } as const
  const id = await storage.transaction(async (tables) => {
    const channel = await channelFor(context, tables, session.company, connection)
    await tables.channels.update({ ...channel, phoneNumber: connection.phoneNumber })
    return channel.id
  })
  await pairing.adopt(session.id, id)
  await storage.transaction(async (tables) => {
    const channel = await tables.channels.byId(id)
    const now = clock.now()
    const ended = await tables.sessions.end(session.id, { state: 'completed', channel: id, at: now })
    if (!channel || !ended) return
    const { pushName } = await markConnected(context, tables, channel, connection)
    const { phoneNumber } = connection
    await tables.sessions.appendEvent(session.id, now, { type: 'connected', channel: id, phoneNumber, pushName })
  })
  pairing.resume(session.company, id)
  signals.raise(topics.session(session.id))
  await pairing.discard(session.id)
}

async function append({ storage, clock, signals }: Tools, session: SessionId, event: PairingEvent): Promise<void> {
  await storage.transaction(({ sessions }) => sessions.appendEvent(session, clock.now(), event))
  signals.raise(topics.session(session))
}

async function endPairing(
  { storage, clock, signals }: Tools,
  session: ConnectSession,
  event: PairingEvent,
  state: 'cancelled' | 'expired' = 'cancelled',
): Promise<void> {
  await storage.transaction(async ({ sessions }) => {
    const ended = await sessions.end(session.id, { state, channel: null, at: clock.now() })
    if (ended) await sessions.appendEvent(session.id, clock.now(), event)
  })
  signals.raise(topics.session(session.id))
}
