import type { WAMessage } from 'baileys'
import type { LineState } from '../../domain/channels/connection.ts'
import type { ChannelId, CompanyId } from '../../domain/ids.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Log } from '../../domain/ports/log.ts'
import type { LineReports } from '../../domain/ports/pairing.ts'
import { createChats } from './chats.ts'
import { ackError } from './from-baileys.ts'
import type { Receipt } from './from-receipt.ts'
import type { InboxEntry } from './inbox.ts'
import { senderDigits, toIncoming } from './incoming.ts'
import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'
import type { ReceivedMedia } from './received-media.ts'
import { messagesIn } from './received-message.ts'
import type { SentMessages } from './sent-messages.ts'

/** Tells the domain what a line heard: in order, each tried again while the store is in trouble, nothing before the channel is known. */
export interface LineReporter {
  assign(channel: ChannelId): void
  channel(): ChannelId | undefined
  /** Leaves the inbox when it is told. */
  received(entry: InboxEntry): void
  /** Resolves when they are told. */
  receipts(receipts: Receipt[]): Promise<void>
  /** An acknowledgement nobody waits for any more. */
  lateAck(ack: { keyId: string; error: string | null; at: number | null }): void
  connection(line: LineState): void
  unlinked(reason: string, then: () => Promise<void>): void
  /** Resolves when everything heard so far is told. */
  settled(): Promise<void>
}

export interface ReporterParts {
  baileys: Baileys
  company: CompanyId
  store: Pick<LinkStore, 'creds' | 'inbox' | 'numberOfLid' | 'note' | 'noted'>
  media: ReceivedMedia
  sent: SentMessages
  clock: Clock
  reports: LineReports
  log: Log
}

export function createLineReporter(parts: ReporterParts): LineReporter {
  const { baileys, company, store, media, sent, clock, reports, log } = parts
  const known = Promise.withResolvers<ChannelId>()
  const told = createMemoryCache(2_000, 3_600_000)
  const chats = createChats(baileys, store)
  let channel: ChannelId | undefined
  let queue: Promise<void> = Promise.resolve()

  function enqueue(what: string, work: (channel: ChannelId) => Promise<void>): Promise<void> {
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
    return queue
  }

  async function tellReceived(of: ChannelId, message: WAMessage): Promise<void> {
    const incoming = await toIncoming(baileys, store, message)
    if (!incoming) return
    const { customer, at, medium: secret, member, ...facts } = incoming
    await chats.note(customer, message.key.remoteJid ?? '')
    const medium = secret && media.describe({ company, channel: of, wamid: facts.wamid }, secret)
    const whole = medium ? { ...member, id: medium.id } : member
    await reports.received({ channel: of, ...facts, member: whole, medium, at: at ?? clock.now() })
  }

  /** The numbers a chat may have been written as, the likelier one first. */
  async function customerDigits(jid: string): Promise<string[]> {
    const digits = await senderDigits(baileys, store, jid, undefined)
    if (!digits) return []
    const written = await store.noted<string>('spelling', digits)
    return written ? [written, digits] : [digits]
  }

  function status(
    keyId: string,
    jid: string,
    report: Omit<Parameters<LineReports['status']>[0], 'channel' | 'wamid'>,
  ): Promise<void> {
    return enqueue('status', async (of) => {
      const fact = `${keyId}/${report.status}`
      if (await told.get<boolean>(fact)) return
      const wamid = await sent.wamid(keyId, () => customerDigits(jid))
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
    received(entry) {
      void enqueue('received', async (of) => {
        for (const message of messagesIn(baileys, store.creds, entry)) await tellReceived(of, message)
        store.inbox.forget(entry)
      })
    },
    async receipts(receipts) {
      for (const { keyId, jid, status: reached, at } of receipts) {
        const report = { at: at ?? clock.now(), error: null }
        // Whoever has read a message has got it, said or not.
        if (reached === 'read') void status(keyId, jid, { status: 'delivered', ...report })
        void status(keyId, jid, { status: reached, ...report })
      }
      await queue
    },
    lateAck({ keyId, error, at }) {
      const reached = error === null ? 'sent' : 'failed'
      const report = { at: at ?? clock.now(), error: error === null ? null : ackError(error) }
      void status(keyId, '', { status: reached, ...report })
    },
    connection(line) {
      void enqueue('connection', (of) => reports.connection({ channel: of, line }))
    },
    unlinked(reason, then) {
      void enqueue('unlinked', async (of) => {
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
