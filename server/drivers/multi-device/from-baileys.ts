import type { Content } from '../../domain/messages/content.ts'
import type { SendOutcome } from '../../domain/ports/line.ts'
import type { PairingStep } from '../../domain/ports/pairing.ts'

/** Why a socket closed, in numbers we can rely on. */
export interface Closing {
  code: number
  why: string
  /** The server said how long to stay away. */
  retryAfterMs: number | null
  cause: 'refs_exhausted' | 'pairing_rejected' | 'server' | 'network'
}

/** The code of a connection that just went away. */
const connectionClosed = 428
const connectionLost = 408

/** Reads what Baileys gives as `lastDisconnect.error`, a Boom in most cases; also numbers and plain errors. */
export function closingOf(error: unknown): Closing {
  const why = faultText(error)
  const network = { code: connectionClosed, why, retryAfterMs: null, cause: 'network' } as const
  const code = statusCodeOf(error)
  // An HTTP answer to the upgrade carries its status, which says nothing about the account.
  if (code === undefined || why.startsWith('WebSocket Error')) return network
  if (why === 'QR refs attempts ended') return { code, why, retryAfterMs: null, cause: 'refs_exhausted' }
  if (pairingErrors.some((text) => why.startsWith(text))) {
    return { code, why, retryAfterMs: null, cause: 'pairing_rejected' }
  }
  return { code, why, retryAfterMs: expiryMs(error), cause: networkCodes.has(code) ? 'network' : 'server' }
}

/** What Baileys itself ends a silent connection with. */
export function noAnswer(): Error {
  return Object.assign(new Error('No answer from WhatsApp'), { output: { statusCode: connectionLost } })
}

/** Thrown by Baileys when `pair-success` does not hold what the QR promised. */
const pairingErrors = ['Invalid account signature', 'Failed to verify account signature', 'Missing device-identity']
const networkCodes = new Set([connectionLost, connectionClosed])

export type LineRule = 'restart' | 'unlinked' | 'banned' | 'stopped' | 'outdated' | 'wait' | 'retry'

/** What a linked channel does about a closed socket (section 6 of the protocol notes). */
export function lineRule({ code }: Closing): LineRule {
  switch (code) {
    case 515:
      return 'restart'
    case 401:
      return 'unlinked'
    case 403:
    case 411:
      return 'banned'
    case 440:
      return 'stopped'
    case 405:
      return 'outdated'
    case 402:
    case 429:
      return 'wait'
    default:
      return 'retry'
  }
}

export type PairingRule = { next: 'restart' } | { next: 'retry' } | { next: 'end'; step: PairingStep }

/** What a pairing does about a closed socket. `scanned`: a phone had already accepted this companion. */
export function pairingRule(closing: Closing, scanned: boolean): PairingRule {
  if (closing.cause === 'refs_exhausted' || closing.code === 515) return { next: 'restart' }
  if (closing.cause === 'pairing_rejected')
    return failed('refused', 'WhatsApp answered the scan with a false signature')
  switch (closing.code) {
    case 401:
      return scanned
        ? { next: 'end', step: { step: 'unlinked', code: 'interrupted', reason: 'Unlinked from the phone' } }
        : failed('refused', 'WhatsApp refused this device')
    case 402:
    case 429:
      return failed('rate_limited', 'WhatsApp asks to wait before linking another device')
    case 403:
    case 411:
      return failed('refused', 'WhatsApp refused this account')
    case 405:
      return failed('client_outdated', 'WhatsApp no longer accepts this client version')
    case 440:
      return failed('conflict', 'Another connection took over this device')
    default:
      return { next: 'retry' }
  }
}

export const passkeyRequired: PairingStep = {
  step: 'failed',
  code: 'passkey_required',
  reason: 'This WhatsApp account links devices only with a passkey',
}

function failed(code: 'refused' | 'rate_limited' | 'client_outdated' | 'conflict', reason: string): PairingRule {
  return { next: 'end', step: { step: 'failed', code, reason } }
}

/** WhatsApp's answer to a message stanza; `error` as it stands in the ack. */
export function ackOutcome(error: string | null, wamid: string): SendOutcome {
  if (error === null) return { outcome: 'accepted', wamid }
  if (error === '429' || error === '503') {
    return { outcome: 'postponed', retryInMs: 30_000, why: `WhatsApp answered ${error}` }
  }
  return { outcome: 'refused', ...ackError(error) }
}

export function ackError(code: string): { code: string; title: string; details: string | null } {
  const known = ackErrors[code]
  return { code, title: known?.title ?? 'Message rejected by WhatsApp', details: known?.details ?? null }
}

const ackErrors: Record<string, { title: string; details: string }> = {
  463: {
    title: 'Account restricted',
    details: 'WhatsApp does not let this account start new chats for now; existing chats keep working',
  },
  479: { title: 'Malformed addressing', details: 'WhatsApp refused the recipient address or a stale device session' },
}

export const undeliverable: SendOutcome = {
  outcome: 'refused',
  code: '131026',
  title: 'Message undeliverable',
  details: 'The recipient is not on WhatsApp',
}

export function mediumUnusable(details: string): SendOutcome {
  return { outcome: 'refused', code: '131053', title: 'Media upload error', details }
}

/** What linked devices do not send. */
export function unsupported({ type }: Content): SendOutcome {
  if (type === 'template') {
    const title = 'Templates cannot be sent through a QR channel'
    return { outcome: 'refused', code: 'TEMPLATE_UNSUPPORTED', title, details: null }
  }
  if (type === 'reaction') {
    const details = 'No message can have this id'
    return { outcome: 'refused', code: '131009', title: 'Parameter value is not valid', details }
  }
  const details = `A QR channel sends no ${type}`
  return { outcome: 'refused', code: '131051', title: 'Unsupported message type', details }
}

/** Why preparing a message failed; nothing of it has left yet. */
export function preparationOutcome(error: unknown): SendOutcome {
  const answer = isRecord(error) ? error.data : undefined
  if (answer === 404) return undeliverable
  const retryInMs = answer === 429 ? 30_000 : 2_000
  return { outcome: 'postponed', retryInMs, why: faultText(error) }
}

/**
 * Why `sendMessage` rejected. A bare number or 428 comes from a connection that was gone before the message
 * stanza was written; anything else may have happened after it.
 */
export function sendFailure(error: unknown): SendOutcome {
  const why = faultText(error)
  if (typeof error === 'number' || statusCodeOf(error) === connectionClosed) {
    return { outcome: 'postponed', retryInMs: 1_000, why }
  }
  if (why === 'All encryptions failed') return undeliverable
  return { outcome: 'unknown', why }
}

/** A readable line out of whatever Baileys rejects with: an Error, a Boom, the bare close code of a WebSocket. */
export function faultText(error: unknown): string {
  if (error instanceof Error) return error.message
  if (typeof error === 'number') return `connection closed (${error})`
  return error === undefined ? 'connection closed' : String(error)
}

function statusCodeOf(error: unknown): number | undefined {
  if (!isRecord(error) || !isRecord(error.output)) return undefined
  return typeof error.output.statusCode === 'number' ? error.output.statusCode : undefined
}

/** `failure` stanzas of a temporary ban carry `expire`, in seconds. */
function expiryMs(error: unknown): number | null {
  const expire = isRecord(error) && isRecord(error.data) ? Number(error.data.expire) : Number.NaN
  return Number.isFinite(expire) && expire > 0 ? expire * 1_000 : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
