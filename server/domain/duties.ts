import type { Duty } from './agenda.ts'
import { forgetBroadcasts } from './broadcasts/retention.ts'
import type { Pairings } from './connect/pairings.ts'
import { endedSessionKeptMs } from './connect/session.ts'
import type { Context } from './context.ts'
import type { DeliveryId } from './ids.ts'
import { expireMedia } from './media/expire.ts'
import { nextDoubt, sweepDoubts } from './messages/doubts.ts'
import type { Sender } from './messages/sender.ts'
import { topics } from './signals.ts'
import { attemptDelivery } from './webhooks/deliver.ts'

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

/** Deliveries under way at once; one slow receiver cannot take all. */
const deliveriesMax = 50

export function deliveryDuty(context: Context): Duty {
  const { storage, clock, signals, log } = context
  const underway = new Map<DeliveryId, Promise<void>>()
  return {
    name: 'deliveries',
    topics: [topics.deliveriesDue],
    async run() {
      const free = deliveriesMax - underway.size
      if (free <= 0) return 0
      const due = await storage.read.deliveries.due(clock.now(), free, [...underway.keys()])
      for (const delivery of due) {
        const done = attemptDelivery(context, delivery)
          .catch((error) => log.fault('webhook.attempt_broke', error, { delivery: delivery.id }))
          .finally(() => {
            underway.delete(delivery.id)
            signals.raise(topics.deliveriesDue)
          })
        underway.set(delivery.id, done)
      await forgetBroadcasts(context)
      }
      return due.length
    },
    // What is due but under way waits for its own signal.
    nextDue: async () => (underway.size > 0 ? undefined : storage.read.deliveries.nextDue()),
    async idle() {
      await Promise.all(underway.values())
    },
  }
}

const dayMs = 86_400_000
const cleanEveryMs = 600_000

/** Forgets what nobody can ask for any more. */
export function retentionDuty(context: Context): Duty {
  const { storage, clock } = context
  let next = 0
  return {
    name: 'retention',
    topics: [],
    async run() {
      const now = clock.now()
      if (now < next) return 0
      next = now + cleanEveryMs
      await storage.transaction(async (tables) => {
        await tables.sessions.deleteEndedBefore(now - endedSessionKeptMs)
        await tables.idempotency.deleteBefore(now - dayMs)
        await tables.ingress.deleteDoneBefore(now - 7 * dayMs)
        await tables.facts.deleteBefore(now - 30 * dayMs)
      })
      await expireMedia(context)
      return 0
    },
    nextDue: async () => next,
    unhurried: true,
  }
}
