import type { ChannelId } from '../../domain/ids.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Outgoing, SendOutcome } from '../../domain/ports/line.ts'
import type { Log } from '../../domain/ports/log.ts'
import type { LineReports } from '../../domain/ports/pairing.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import { type Closing, lineRule } from './from-baileys.ts'
import { createLineReporter } from './line-reporter.ts'
import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { createRegistrations } from './registrations.ts'
import { createAcks, sendText } from './send-text.ts'
import type { SentMessages } from './sent-messages.ts'
import type { CompanionSocket, SocketEvent, SocketListener } from './socket.ts'
import { withinCall } from './within-call.ts'

export type ConnectionState = 'open' | 'connecting' | 'closed'

/** The live connection of one linked companion: one socket at a time, reopened as section 6 of the protocol notes says. */
export interface CompanionLine {
  readonly store: LinkStore
  state(): ConnectionState
  /** Takes over the open socket of a pairing, replaying what it told meanwhile. */
  take(socket: CompanionSocket, told: SocketEvent[]): void
  /** Connects, unless it is connected or only a new pairing could bring it back. */
  start(): void
  /** Names the channel it belongs to; its reports wait for that. */
  assign(channel: ChannelId): void
  send(message: Outgoing): Promise<SendOutcome>
  /** Takes this companion off the phone's list of linked devices, as far as it can be reached. */
  logout(): Promise<void>
  /** Ends the socket for good; resolves when it is gone and every report is made. */
  close(): Promise<void>
}

export interface LineParts {
  baileys: Baileys
  store: LinkStore
  sent: SentMessages
  clock: Clock
  reports: LineReports
  log: Log
  queryMs: number
  backoff: Backoff
  open(listener: SocketListener): CompanionSocket
}

export function createLine(parts: LineParts): CompanionLine {
  const { store, log } = parts
  const reporter = createLineReporter(parts)
  const registrations = createRegistrations(parts.baileys, parts.queryMs)
  const acks = createAcks()
  const unfollow = store.inbox.follow(reporter.received)
  let state: ConnectionState = 'closed'
  let socket: CompanionSocket | undefined
  let failures = 0
  let outdatedOnce = false
  let timer: NodeJS.Timeout | undefined
  let stopped: string | undefined
  let unlinked = false
  let finished = false

  function connect(): void {
    if (finished) return
    clearTimeout(timer)
    stopped = undefined
    state = 'connecting'
    const opened = parts.open((event) => hear(opened, event))
    socket = opened
  }

  function hear(from: CompanionSocket, event: SocketEvent): void | Promise<void> {
    // What is not told must not be acknowledged either; it comes again.
    if (from !== socket || finished) return event.kind === 'receipts' ? new Promise(() => undefined) : undefined
    switch (event.kind) {
      case 'open':
        state = 'open'
        failures = 0
        outdatedOnce = false
        log.info('multi_device.line_open', { channel: reporter.channel() })
        break
      case 'acknowledged':
        if (!acks.settle(event.keyId, event.error)) reporter.lateAck(event)
        break
      case 'receipts':
        return reporter.receipts(event.receipts)
      case 'closed':
        socket = undefined
        state = 'closed'
        follow(event.closing)
    }
  }

  function follow(closing: Closing): void {
    const rule = lineRule(closing)
    const facts = { channel: reporter.channel(), code: closing.code, why: closing.why, rule }
    if (rule !== 'restart') log.info('multi_device.line_closed', facts)
    switch (rule) {
      case 'restart':
        store.save().finally(connect)
        break
      case 'unlinked':
        unlinked = true
        stopped = 'the phone removed this device'
        reporter.unlinked('Unlinked from the phone', () => store.clear())
        break
      case 'banned':
        unlinked = true
        stopped = 'WhatsApp blocked this account'
        log.warn('multi_device.account_blocked', facts)
        reporter.unlinked('WhatsApp blocked this account', async () => undefined)
        break
      case 'stopped':
        stopped = 'another connection uses this device'
        log.warn('multi_device.line_taken_over', facts)
        break
      case 'outdated':
        log.warn('multi_device.client_outdated', facts)
        reconnectIn(outdatedOnce ? outdatedPauseMs : backoffMs(0, parts.backoff))
        outdatedOnce = true
        break
      case 'wait':
        log.warn('multi_device.asked_to_wait', facts)
        reconnectIn(closing.retryAfterMs ?? waitMs)
        break
      case 'retry':
        reconnectIn(backoffMs(failures, parts.backoff))
        failures += 1
    }
  }

  function reconnectIn(ms: number): void {
    state = 'connecting'
    clearTimeout(timer)
    timer = setTimeout(connect, Math.min(ms, longestTimerMs))
  }

  return {
    store,
    state: () => state,
    start() {
      if (state === 'closed' && !unlinked) connect()
    },
    take(taken, told) {
      socket = taken
      state = 'open'
      taken.listen((event) => hear(taken, event))
      for (const event of told) void hear(taken, event)
    },
    assign: reporter.assign,
    async send(message) {
      if (socket && state === 'open') {
        return sendText({ ...parts, registrations, acks }, socket, message)
      }
      if (stopped) return { outcome: 'postponed', retryInMs: 30_000, why: stopped }
      return { outcome: 'postponed', retryInMs: 1_000, why: 'the line is not open' }
    },
    async logout() {
      const leaving = socket
      finished = true
      if (!leaving || state !== 'open') return
      await withinCall(leaving, parts.queryMs, leaving.wire.logout()).catch(() => undefined)
    },
    async close() {
      finished = true
      clearTimeout(timer)
      state = 'closed'
      const ending = socket
      socket = undefined
      await ending?.end()
      unfollow()
      await reporter.settled()
      await store.save().catch((error: unknown) => log.fault('multi_device.credentials_not_saved', error))
      await store.release()
    },
  }
}

const waitMs = 300_000
const outdatedPauseMs = 600_000
/** Node fires longer timers at once. */
const longestTimerMs = 2_147_483_647
