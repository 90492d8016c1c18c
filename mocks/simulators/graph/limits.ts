import { GraphError } from './errors.ts'
import type { GraphKnobs } from './knobs.ts'

/** Counts sends against Meta's two limits, in world time. Kept in memory: a restarted Meta would be forgiving. */
export interface SendLimits {
  /** Throws 130429 or 131056. */
  take(knobs: GraphKnobs, phoneNumberId: string, to: string, now: number): void
}

const PAIR_BURST = 45
const PAIR_INTERVAL_MS = 6000

export function createSendLimits(): SendLimits {
  const seconds = new Map<string, { second: number; count: number }>()
  const pairs = new Map<string, { debt: number; at: number }>()
  return {
    take(knobs, phoneNumberId, to, now) {
      if (knobs.throughputPerSecond > 0) {
        const second = Math.floor(now / 1000)
        const seen = seconds.get(phoneNumberId)
        const count = seen?.second === second ? seen.count + 1 : 1
        seconds.set(phoneNumberId, { second, count })
        if (count > knobs.throughputPerSecond) {
          throw new GraphError(130429, {
            details:
              'Message failed to send because there were too many messages sent from this phone number in a short period of time',
          })
        }
      }
      if (knobs.pairLimit) {
        const pair = `${phoneNumberId}/${to}`
        const seen = pairs.get(pair) ?? { debt: 0, at: now }
        const debt = Math.max(0, seen.debt - (now - seen.at) / PAIR_INTERVAL_MS) + 1
        if (debt > PAIR_BURST) {
          throw new GraphError(131056, {
            details: 'Too many messages sent from the sender phone number to the same recipient phone number',
          })
        }
        pairs.set(pair, { debt, at: now })
      }
    },
  }
}
