import type { Duty } from './agenda.ts'
import { forgetBroadcasts } from './broadcasts/retention.ts'
import type { Pairings } from './connect/pairings.ts'
import { endedSessionKeptMs } from './connect/session.ts'
import type { Context } from './context.ts'
import { expireMedia } from './media/expire.ts'
import { nextDoubt, sweepDoubts } from './messages/doubts.ts'
import type { Sender } from './messages/sender.ts'
import { noticesKeptMs } from './notices.ts'
import type { Tables } from './ports/storage.ts'
import { topics } from './signals.ts'
import { deliveriesKeptMs } from './webhooks/webhook.ts'

export function pairingDuty(pairings: Pairings): Duty {
  return {
    name: 'pairings',
    topics: [topics.sessions],
    async run() {
      const ended = await pairings.expire()
      await pairings.pickUp()
      return ended
    },
    nextDue: () => pairings.nextExpiry(),
  }
}

export function sendingDuty(sender: Sender): Duty {
  return {
    name: 'sending',
    topics: [topics.messagesQueued],
    run: sender.run,
    nextDue: sender.nextDue,
    idle: sender.idle,
  }
}

export function doubtsDuty(context: Context): Duty {
  return {
    name: 'doubts',
    topics: [topics.inDoubt],
    async run() {
      await sweepDoubts(context)
      return 0
    },
    nextDue: () => nextDoubt(context),
  }
}

const dayMs = 86_400_000
const cleanEveryMs = 600_000

/** Few enough that nobody waits long for the store. */
const rowsPerCommit = 500

/** Forgets what nobody can ask for any more. */
export function retentionDuty(context: Context): Duty {
  const { storage, clock } = context
  let next = 0

  async function forget(once: (tables: Tables) => Promise<number>): Promise<void> {
    while ((await storage.transaction(once)) === rowsPerCommit);
  }

  return {
    name: 'retention',
    topics: [],
    async run() {
      const now = clock.now()
      if (now < next) return 0
      next = now + cleanEveryMs
      await forget(({ sessions }) => sessions.deleteEndedBefore(now - endedSessionKeptMs, rowsPerCommit))
      await forget(({ idempotency }) => idempotency.deleteBefore(now - dayMs, rowsPerCommit))
      await forget(({ ingress }) => ingress.deleteDoneBefore(now - 7 * dayMs, rowsPerCommit))
      await forget(({ facts }) => facts.deleteBefore(now - 30 * dayMs, rowsPerCommit))
      await forget(({ notices }) => notices.deleteBefore(now - noticesKeptMs, rowsPerCommit))
      await forget(({ deliveries }) => deliveries.deleteEndedBefore(now - deliveriesKeptMs, rowsPerCommit))
      await forget(({ events }) => events.deleteBefore(now - deliveriesKeptMs, rowsPerCommit))
      await forgetBroadcasts(context)
      await expireMedia(context)
      return 0
    },
    nextDue: async () => next,
    unhurried: true,
  }
}
