import type { Context } from '../context.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import type { Message } from './message.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'signals' | 'settings'>

/** Waits for the outcome of a message; when the time is up, withdraws it in one step if nobody has claimed it. */
export async function acceptance({ storage, clock, signals, settings }: Tools, { id }: Message): Promise<Message> {
  const deadline = performance.now() + settings.acceptanceWaitMs
  for (;;) {
    const timeLeft = deadline - performance.now()
    const changed = signals.next(topics.message(id), Math.max(timeLeft, 0))
    const message = await storage.read.messages.find(id)
    // Its company was removed meanwhile.
    if (!message) throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'the message was withdrawn' })
    const decided = outcome(message)
    if (decided) return decided
    if (timeLeft <= 0) {
      const withdrawn = await storage.transaction(({ messages }) => messages.cancelQueued(id, clock.now()))
      if (withdrawn) throw unavailable(message)
      const last = (await storage.read.messages.find(id)) ?? message
      const late = outcome(last)
      if (late) return late
      throw Refusal.of('outcome_unknown', { broadcast: message.broadcast })
    }
    await changed
  }
}

/** The message when WhatsApp has it, undefined while that is open; a refusal otherwise. */
function outcome(message: Message): Message | undefined {
  switch (message.state) {
    case 'queued':
    case 'sending':
    case 'in_doubt':
      return undefined
    case 'cancelled':
      throw unavailable(message)
    case 'failed': {
      // Accepted first and failed later: the acceptance is what was waited for.
      if (message.wamid !== null && message.error?.code !== 'OUTCOME_UNKNOWN') return message
      if (message.error?.code === 'OUTCOME_UNKNOWN') {
        throw Refusal.of('outcome_unknown', { broadcast: message.broadcast })
      }
      const { code = '', title = '', details = null } = message.error ?? {}
      throw Refusal.of('upstream_refused', { code, title, details, broadcast: message.broadcast })
    }
    default:
      return message
  }
}

function unavailable(message: Message): Refusal {
  const why =
    message.error?.details ?? 'WhatsApp could not be reached in time; the message was withdrawn and is not sent'
  return Refusal.of('upstream_unavailable', { upstream: 'meta', why, broadcast: message.broadcast })
}
