import type { WAMessage } from 'baileys'
import type { ChannelId } from '../../domain/ids.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Log } from '../../domain/ports/log.ts'
import type { LineReports } from '../../domain/ports/pairing.ts'
import { ackError } from './from-baileys.ts'
import { senderDigits, toIncoming } from './incoming.ts'
import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'
import type { SentMessages } from './sent-messages.ts'
import type { CompanionSocket, Receipt } from './socket.ts'
import { wamidOf } from './wamid.ts'

/** Tells the domain what a line heard: in order, each tried again while the store is in trouble, nothing before the channel is known. */
export interface LineReporter {
  assign(channel: ChannelId): void
  channel(): ChannelId | undefined
  received(from: CompanionSocket, message: WAMessage): void
  receipt(from: CompanionSocket, receipt: Receipt): void
  /** An acknowledgement nobody waits for any more. */
  lateAck(from: CompanionSocket, ack: { keyId: string; error: string | null; at: number | null }): void
  unlinked(reason: string, then: () => Promise<void>): void
  /** Resolves when everything heard so far is told. */
  settled(): Promise<void>
}

export interface ReporterParts {
  baileys: Baileys
  sent: SentMessages
  clock: Clock
  reports: LineReports
  log: Log
}

export function createLineReporter({ baileys, sent, clock, reports, log }: ReporterParts): LineReporter {
  const known = Promise.withResolvers<ChannelId>()
  const told = createMemoryCache(2_000, 3_600_000)
  let channel: ChannelId | undefined
  let queue: Promise<void> = Promise.resolve()

  function enqueue(what: string, work: (channel: ChannelId) => Promise<void>): void {
    queue = queue.then(async () => {
      const of = await known.promise
      for (let attempt = 1; ; attempt += 1) {
        try {
          await work(of)
          return
        } catch (error) {
          if (attempt === attemptsMax) {
            log.fault('multi_device.report_failed', error, { channel: of, what })
            return
          }
          await new Promise((resolve) => setTimeout(resolve, attempt * 200))
        }
      }
    })
  }

  /** The numbers a chat may have been written as, the likelier one first. */
  async function customerDigits({ wire, store }: CompanionSocket, jid: string): Promise<string[]> {
    const digits = await senderDigits(baileys, wire.signalRepository.lidMapping, jid, undefined)
    if (!digits) return []
    const written = await store.spelling(digits)
    return written ? [written, digits] : [digits]
  }

  function status(
    from: CompanionSocket,
    keyId: string,
    jid: string,
    report: Omit<Parameters<LineReports['status']>[0], 'channel' | 'wamid'>,
  ): void {
    enqueue('status', async (of) => {
      const fact = `${keyId}/${report.status}`
      if (await told.get<boolean>(fact)) return
      const wamid = await sent.wamid(keyId, () => customerDigits(from, jid))
      if (!wamid) return
      await reports.status({ channel: of, wamid, ...report })
      await told.set(fact, true)
    })
  }

  return {
    assign(assigned) {
      channel = assigned
      known.resolve(assigned)
    },
    channel: () => channel,
    received(from, message) {
      enqueue('received', async (of) => {
        const incoming = await toIncoming(baileys, from.wire.signalRepository.lidMapping, message)
        if (!incoming) return
        if (incoming === 'sender_unknown') {
          log.warn('multi_device.sender_unknown', { channel: of })
          return
        }
        const { keyId, at, ...facts } = incoming
        const wamid = wamidOf(incoming.fromDigits, keyId, 'customer')
        await reports.received({ channel: of, wamid, ...facts, at: at ?? clock.now() })
      })
    },
    receipt(from, { keyId, jid, status: reached, at }) {
      const report = { at: at ?? clock.now(), error: null }
      // Baileys merges receipts that follow each other closely: of "delivered" and "read" only "read" is left.
      if (reached === 'read') status(from, keyId, jid, { status: 'delivered', ...report })
      status(from, keyId, jid, { status: reached, ...report })
    },
    lateAck(from, { keyId, error, at }) {
      const reached = error === null ? 'sent' : 'failed'
      status(from, keyId, '', {
        status: reached,
        at: at ?? clock.now(),
        error: error === null ? null : ackError(error),
      })
    },
    unlinked(reason, then) {
      enqueue('unlinked', async (of) => {
        await then()
        await reports.unlinked({ channel: of, reason })
      })
    },
    async settled() {
      if (channel) await queue
    },
  }
}

const attemptsMax = 5
