import type { Clock } from '../../domain/ports/clock.ts'
import type { PairingStep } from '../../domain/ports/pairing.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import { pairingRule, passkeyRequired } from './from-baileys.ts'
import { isPaired, type LinkStore } from './link-store.ts'
import { createMailbox } from './mailbox.ts'
import { withSecret } from './qr-text.ts'
import type { CompanionSocket, SocketEvent } from './socket.ts'

export interface PairingParts<Socket extends Pick<CompanionSocket, 'end'>> {
  store: Pick<LinkStore, 'creds' | 'save'>
  clock: Clock
  qrTimeoutMs: number
  backoff: Backoff
  /** How long to wait for the account's name after the first login. */
  nameWaitMs: number
  signal: AbortSignal
  open(listener: (event: SocketEvent) => void): Socket
  /** Takes over the open socket of a finished pairing, with what it told meanwhile. */
  handOver(socket: Socket, told: SocketEvent[]): void
}

type Input =
  | { kind: 'event'; from: number; event: SocketEvent }
  | { kind: 'reconnect' }
  | { kind: 'jump' }
  | { kind: 'name_awaited' }
  | { kind: 'abort' }

/**
 * Draws codes, over as many sockets as it takes, until a phone has linked this companion, WhatsApp refuses or
 * the signal aborts. Ends its sockets itself, except the one it hands over.
 * @returns the last step, to be told when everything is let go; undefined when aborted
 */
export async function* pairCompanion<Socket extends Pick<CompanionSocket, 'end'>>(
  parts: PairingParts<Socket>,
): AsyncGenerator<PairingStep, PairingStep | undefined> {
  const { store, clock, signal } = parts
  const inbox = createMailbox<Input>()
  const timers = new Map<string, NodeJS.Timeout>()
  const told: SocketEvent[] = []
  let shown: { qr: string; expiresAt: number } | undefined
  let socket: Socket | undefined
  let generation = 0
  let failures = 0
  let scanned = isPaired(store.creds)

  function after(name: string, ms: number, input: Input): void {
    clearTimeout(timers.get(name))
    timers.set(
      name,
      setTimeout(() => inbox.post(input), ms),
    )
  }

  function openFresh(): void {
    shown = undefined
    generation += 1
    const from = generation
    socket = parts.open((event) => inbox.post({ kind: 'event', from, event }))
  }

  async function endSocket(): Promise<void> {
    generation += 1
    const ending = socket
    socket = undefined
    await ending?.end()
  }

  function show(qr: string, expiresAt: number): PairingStep {
    clearTimeout(timers.get('expiry'))
    shown = { qr, expiresAt }
    return { step: 'qr', qr, expiresAt }
  }

  function linked(): PairingStep {
    for (const input of inbox.drain()) {
      if (input.kind === 'event' && input.from === generation) told.push(input.event)
    }
    if (socket) parts.handOver(socket, told)
    socket = undefined
    return linkedStep(store)
  }

  const abort = (): void => inbox.post({ kind: 'abort' })
  signal.addEventListener('abort', abort, { once: true })
  const stopWatching = clock.onJump(() => inbox.post({ kind: 'jump' }))
  try {
    if (signal.aborted) return undefined
    openFresh()
    for (;;) {
      const input = await inbox.next()
      if (input.kind === 'abort' || signal.aborted) return undefined
      if (input.kind === 'reconnect') openFresh()
      if (input.kind === 'name_awaited' && socket) {
        return linked()
      }
      if (input.kind === 'jump' && shown && !scanned) {
        const leftMs = shown.expiresAt - clock.now()
        if (leftMs > 0) after('expiry', leftMs, { kind: 'jump' })
        else {
          await endSocket()
          openFresh()
        }
      }
      if (input.kind !== 'event' || input.from !== generation) continue

      const { event } = input
      switch (event.kind) {
        case 'qr':
          failures = 0
          yield show(event.qr, clock.now() + parts.qrTimeoutMs)
          break
        case 'secret_replaced':
          if (shown) yield show(withSecret(shown.qr, store.creds.advSecretKey), shown.expiresAt)
          break
        case 'passkey_asked':
          return passkeyRequired
        case 'scanned':
          scanned = true
          yield { step: 'scanned' }
          break
        case 'open':
          if (nameOf(store)) {
            return linked()
          }
          if (!timers.has('name')) after('name', parts.nameWaitMs, { kind: 'name_awaited' })
          break
        case 'named':
          if (timers.has('name')) {
            return linked()
          }
          break
        case 'closed': {
          clearTimeout(timers.get('name'))
          timers.delete('name')
          socket = undefined
          shown = undefined
          const rule = pairingRule(event.closing, scanned)
          if (rule.next === 'end') {
            return rule.step
          }
          // The next login reads what this one left; without `me` it would draw a code again.
          await store.save()
          if (rule.next === 'restart') openFresh()
          else {
            after('reconnect', backoffMs(failures, parts.backoff), { kind: 'reconnect' })
            failures += 1
          }
          break
        }
        default:
          told.push(event)
      }
    }
  } finally {
    stopWatching()
    signal.removeEventListener('abort', abort)
    for (const timer of timers.values()) clearTimeout(timer)
    await endSocket()
  }
}

/** The last step of a pairing whose companion is linked. */
export function linkedStep(store: Pick<LinkStore, 'creds'>): PairingStep {
  const jid = store.creds.me?.id ?? ''
  return { step: 'linked', digits: jid.split('@')[0]?.split(':')[0] ?? '', pushName: nameOf(store) }
}

function nameOf(store: Pick<LinkStore, 'creds'>): string | null {
  return store.creds.me?.name ?? null
}
