import type { Pace } from '../ports/line.ts'

/** A token bucket on domain time: how many messages a channel may send right now. */
export interface Bucket {
  /** Takes up to `wanted` tokens and says how many it gave; none before a lump has gathered. */
  take(wanted: number, now: number): number
  /** Gives back tokens that were not used. */
  put(unused: number): void
  /** When the next lump is there. */
  nextAt(now: number): number
}

/** A busy channel sends a few messages together this often, so that they share commits and look-ups. */
const lumpMs = 50

export function createBucket({ perSecond, burst }: Pace, now: number): Bucket {
  const lump = Math.max(1, Math.min(burst, Math.floor((perSecond * lumpMs) / 1000)))
  let tokens = burst
  let filledAt = now

  function fill(at: number): void {
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
    filledAt = at
  }

  return {
    take(wanted, at) {
      fill(at)
      const given = tokens < lump ? 0 : Math.min(wanted, Math.floor(tokens))
      tokens -= given
      return given
    },
    put(unused) {
      tokens = Math.min(burst, tokens + unused)
    },
    nextAt(at) {
      fill(at)
      return tokens >= lump ? at : at + Math.ceil(((lump - tokens) * 1000) / perSecond)
    },
  }
}
