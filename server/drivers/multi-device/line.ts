import type { ConnectionState } from '../../domain/channels/connection.ts'
import { type ChannelId, type CompanyId, digitsOf } from '../../domain/ids.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Outgoing, ReadMark, ReadOutcome, SendOutcome } from '../../domain/ports/line.ts'
import type { Log } from '../../domain/ports/log.ts'
import type { LineReports } from '../../domain/ports/pairing.ts'
import { createAcks } from './acks.ts'
import { createAttempt } from './attempt.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import { createContact, type Interruption } from './contact.ts'
import type { Contents } from './contents.ts'
import { type Closing, lineRule } from './from-baileys.ts'
import { createLineReporter } from './line-reporter.ts'
import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { createPresence } from './presence.ts'
import type { ReceivedMedia } from './received-media.ts'
import { createRegistrations } from './registrations.ts'
import { sendContent } from './send-content.ts'
import type { SentMessages } from './sent-messages.ts'
import type { CompanionSocket, SocketEvent, SocketListener } from './socket.ts'
import { withinCall } from './within-call.ts'

/** The live connection of one linked companion: one socket at a time, reopened as section 6 of the protocol notes says. */
export interface CompanionLine {
  readonly store: LinkStore
  /** Undefined before the first attempt. */
  state(): ConnectionState | undefined
  /** Takes over the open socket of a pairing, replaying what it told meanwhile. */
  take(socket: CompanionSocket, told: SocketEvent[]): void
  /** Connects, unless it is connected or only a new pairing could bring it back. */
  start(): void
  /** Names the channel it belongs to; its reports wait for that. */
  assign(channel: ChannelId): void
  send(message: Outgoing): Promise<SendOutcome>
  markRead(mark: ReadMark): Promise<ReadOutcome>
  /** Takes this companion off the phone's list of linked devices, as far as it can be reached. */
  logout(): Promise<void>
  /** Ends the socket for good; resolves when it is gone and every report is made. */
  close(): Promise<void>
}

export interface LineParts {
  baileys: Baileys
  company: CompanyId
  store: LinkStore
  media: ReceivedMedia
  sent: SentMessages
  contents: Contents
  clock: Clock
  reports: LineReports
  log: Log
  queryMs: number
  backoff: Backoff
  /** How long a silent connection is waited for. */
  silentForMs: number
  open(listener: SocketListener): CompanionSocket
  /** Called when WhatsApp no longer takes this version of its client; never rejects. */
  renewVersion(): Promise<void>
}

export function createLine(parts: LineParts): CompanionLine {
  const { store, log } = parts
  const reporter = createLineReporter(parts)
  const registrations = createRegistrations(parts.baileys, parts.queryMs)
  const acks = createAcks()
  const presence = createPresence(store, parts.queryMs)
  const unfollow = store.inbox.follow(reporter.received)
  const contact = createContact(parts.clock, reporter.connection)
  const attempt = createAttempt(parts.clock, connect)
  let socket: CompanionSocket | undefined
  let openedAt = Number.POSITIVE_INFINITY
  let failures = 0
  let restarts = 0
  let outdatedOnce = false
  let isStarted = false
  let finished = false

  function connect(): void {
    if (finished) return
    attempt.cancel()
    isStarted = true
    contact.change('connecting')
    const opened = parts.open((event) => hear(opened, event))
    socket = opened
  }

  function hear(from: CompanionSocket, event: SocketEvent): void | Promise<void> {
    // What is not told must not be acknowledged either; it comes again.
    if (from !== socket || finished) return event.kind === 'receipts' ? new Promise(() => undefined) : undefined
    switch (event.kind) {
      case 'open':
        openedAt = performance.now()
        restarts = 0
        outdatedOnce = false
        contact.change('open')
        log.info('multi_device.line_open', { channel: reporter.channel() })
        break
      case 'acknowledged':
        if (!acks.settle(event.keyId, event.error)) reporter.lateAck(event)
        break
      case 'receipts':
        return reporter.receipts(event.receipts)
      case 'silent':
        contact.change('interrupted', {
          code: 408,
          reason: 'WhatsApp does not answer',
          nextAttemptAt: parts.clock.now() + parts.silentForMs,
        })
        break
      case 'heard_again':
        contact.change('open')
        break
      case 'closed':
        socket = undefined
        // One that closes as soon as it is open is no success.
        if (performance.now() - openedAt > steadyAfter * parts.backoff.firstMs) failures = 0
        openedAt = Number.POSITIVE_INFINITY
        follow(event.closing)
    }
  }

  function follow(closing: Closing): void {
    const rule = lineRule(closing)
    const { code, why: reason } = closing
    const facts = { channel: reporter.channel(), code, why: reason, rule }
    if (rule !== 'restart') log.info('multi_device.line_closed', facts)
    switch (rule) {
      case 'restart':
        restarts += 1
        if (restarts > restartsMax) retryIn(nextPause(), { code, reason })
        else restart()
        break
      case 'unlinked':
        contact.change('unlinked', { code, reason: 'Unlinked from the phone' })
        reporter.unlinked('Unlinked from the phone', () => store.clear())
        break
      case 'banned':
        contact.change('unlinked', { code, reason: 'WhatsApp blocked this account' })
        log.warn('multi_device.account_blocked', facts)
        reporter.unlinked('WhatsApp blocked this account', async () => undefined)
        break
      case 'stopped':
        contact.change('stopped', { code, reason: 'Another connection uses this device' })
        log.warn('multi_device.line_taken_over', facts)
        break
      case 'outdated':
        followOutdated(facts)
        break
      case 'wait':
        log.warn('multi_device.asked_to_wait', facts)
        retryIn(closing.retryAfterMs ?? waitMs, { code, reason: 'WhatsApp asks to wait' })
        break
      case 'retry':
        retryIn(nextPause(), { code, reason })
    }
  }

  /** What the next login reads is written first. */
  function restart(): void {
    contact.change('connecting')
    store.save().finally(connect)
  }

  /** Once with a newer version; when that is refused as well, somebody has to look. */
  function followOutdated(facts: { code: number; why: string }): void {
    const reason = 'WhatsApp no longer accepts this client version'
    if (outdatedOnce) log.fault('multi_device.client_refused', new Error(reason), facts)
    else log.warn('multi_device.client_outdated', facts)
    const pauseMs = outdatedOnce ? outdatedPauseMs : backoffMs(0, parts.backoff)
    outdatedOnce = true
    contact.change('interrupted', { code: facts.code, reason })
    void parts.renewVersion().then(() => retryIn(pauseMs, { code: facts.code, reason }))
  }

  function nextPause(): number {
    failures += 1
    return backoffMs(failures - 1, parts.backoff)
  }

  function retryIn(ms: number, why: Interruption): void {
    if (finished) return
    contact.change('interrupted', { ...why, nextAttemptAt: attempt.in(ms) })
  }

  return {
    store,
    state: () => (isStarted ? contact.state() : undefined),
    start() {
      if (!isStarted || contact.state() === 'stopped') connect()
    },
    take(taken, told) {
      socket = taken
      isStarted = true
      openedAt = performance.now()
      contact.change('open')
      taken.listen((event) => hear(taken, event))
      for (const event of told) void hear(taken, event)
    },
    assign: reporter.assign,
    async send(message) {
      const state = contact.state()
      if (socket && state === 'open') {
        const outcome = await sendContent({ ...parts, registrations, acks }, socket, message)
        if (outcome.outcome === 'accepted') presence.answered(digitsOf(message.to))
        return outcome
      }
      const retryInMs = state === 'stopped' || state === 'unlinked' ? 30_000 : 1_000
      return { outcome: 'postponed', retryInMs, why: `the line is ${state}` }
    },
    async markRead(mark) {
      const state = contact.state()
      if (socket && state === 'open') return presence.markRead(socket, mark)
      return { outcome: 'unavailable', why: `the line is ${state}` }
    },
    async logout() {
      const leaving = socket
      finished = true
      if (!leaving || contact.state() !== 'open') return
      await withinCall(leaving, parts.queryMs, leaving.wire.logout()).catch(() => undefined)
    },
    async close() {
      finished = true
      attempt.cancel()
      presence.close()
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
/** Restarts WhatsApp may ask for in a row before they count as failures. */
const restartsMax = 3
/** A connection that lasts so many first pauses ends a row of failures. */
const steadyAfter = 10
