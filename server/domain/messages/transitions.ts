import type { SendOutcome } from '../ports/line.ts'
import type { Message, MessageError, MessageState } from './message.ts'

/** What a status report says of a message. */
export interface StatusReport {
  status: 'sent' | 'delivered' | 'read' | 'failed'
  wamid: string
  error: MessageError | null
}

const rank: Record<MessageState, number> = {
  queued: 0,
  sending: 1,
  in_doubt: 1,
  failed: 1,
  cancelled: 1,
  accepted: 2,
  sent: 3,
  delivered: 4,
  read: 5,
}

/** Pauses grow with the attempts, up to a minute. */
const retryMaxMs = 60_000
const giveUpAfterMs = 24 * 3_600_000

/**
 * A message after what the line said of a send. Late truth counts: an acceptance also settles
 * a message in doubt or given up as unknown. Unchanged when the message has gone further meanwhile.
 */
export function afterSend(message: Message, outcome: SendOutcome, confirms: boolean, now: number): Message {
  const open = message.state === 'sending' || message.state === 'in_doubt' || wasGivenUp(message)
  if (outcome.outcome === 'accepted') {
    if (!open) return message.wamid === null ? { ...message, wamid: outcome.wamid } : message
    const state = confirms ? 'sent' : 'accepted'
    return { ...message, state, wamid: outcome.wamid, error: null, settledAt: message.settledAt ?? now }
  }
  if (message.state !== 'sending') return message
  switch (outcome.outcome) {
    case 'refused':
      // An id WhatsApp refused is no id of a message.
      return { ...failed(message, outcome, now), wamid: null }
    case 'unknown':
      return { ...message, state: 'in_doubt' }
    case 'postponed':
      // A caller who waits is told what WhatsApp said, and decides when to come back.
      if (message.sendBy !== null && outcome.refusal) return { ...failed(message, outcome.refusal, now), wamid: null }
      return postponed(message, outcome, now)
  }
}

/** A message after a status report; unchanged when the report is old news. */
export function afterStatus(message: Message, report: StatusReport, now: number): Message {
  if (report.status === 'failed') {
    const past = rank[message.state] >= rank.delivered || message.state === 'cancelled' || message.state === 'failed'
    const error = report.error ?? { code: 'UNKNOWN', title: 'Failed without a reason', details: null }
    return past ? message : { ...failed(message, error, now), wamid: message.wamid ?? report.wamid }
  }
  const behind = rank[message.state] < rank[report.status]
  const settled = (message.state === 'failed' && !wasGivenUp(message)) || message.state === 'cancelled'
  if (!behind || settled) return message
  const { status: state, wamid } = report
  return { ...message, state, wamid: message.wamid ?? wamid, error: null, settledAt: message.settledAt ?? now }
}

/** Nobody will ever know what became of it. */
export function givenUp(message: Message, now: number): Message {
  return failed(
    message,
    {
      code: 'OUTCOME_UNKNOWN',
      title: 'Outcome unknown',
      details: 'The message was handed over but WhatsApp never confirmed it. It was not sent again.',
    },
    now,
  )
}

function wasGivenUp(message: Message): boolean {
  return message.state === 'failed' && message.error?.code === 'OUTCOME_UNKNOWN'
}

function failed(message: Message, error: MessageError, now: number): Message {
  const { code, title, details } = error
  return { ...message, state: 'failed', error: { code, title, details }, settledAt: message.settledAt ?? now }
}

function postponed(message: Message, { retryInMs, why }: { retryInMs: number; why: string }, now: number): Message {
  const pause = Math.min(retryInMs * 2 ** Math.min(message.attempt - 1, 6), Math.max(retryMaxMs, retryInMs))
  const notBefore = now + pause
  const error = { code: 'UPSTREAM_UNAVAILABLE', title: 'WhatsApp could not be reached', details: why }
  if (message.sendBy !== null && notBefore > message.sendBy)
    return { ...message, state: 'cancelled', error, settledAt: now }
  if (notBefore - message.acceptedAt > giveUpAfterMs) return failed(message, error, now)
  return { ...message, state: 'queued', notBefore, error, claimedAt: null }
}
