import type { Pace } from '../ports/line.ts'

/** A token bucket on domain time: how many messages a channel may send right now. */
export interface Bucket {
  /** Takes up to `wanted` tokens and says how many it gave. */
  take(wanted: number, now: number): number
  /** Gives back tokens that were not used. */
  put(unused: number): void
  /** When the next token is there. */
  nextAt(now: number): number
}

export function createBucket({ perSecond, burst }: Pace, now: number): Bucket {
  let tokens = burst
  let filledAt = now

  function fill(at: number): void {
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
    filledAt = at
  }

  return {
    take(wanted, at) {
      fill(at)
      const given = Math.min(wanted, Math.floor(tokens))
      tokens -= given
      return given
    },
    put(unused) {
      tokens = Math.min(burst, tokens + unused)
    },
    nextAt(at) {
      fill(at)
      return tokens >= 1 ? at : at + Math.ceil(((1 - tokens) * 1000) / perSecond)
    },
  }
}
