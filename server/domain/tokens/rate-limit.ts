import type { TokenId } from '../ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { Token } from './token.ts'

/** How many requests a token may make; null is without bound. */
export interface RateLimit {
  perMinute: number | null
  perHour: number | null
}

/** What the Keebai documentation promises each token. */
export const documentedRateLimit: RateLimit = { perMinute: 60, perHour: 1000 }
export const noRateLimit: RateLimit = { perMinute: null, perHour: null }

/** For the end of a sentence that turns a text down. */
export const rateLimitForms = '60/min, 1000/h, both as 60/min,1000/h, or off'

const part = /^([1-9]\d{0,8})\/(min|h)$/

/** The limit written as in `rateLimitForms`; undefined for any other text. */
export function readRateLimit(text: string): RateLimit | undefined {
  if (text.trim() === 'off') return noRateLimit
  const limit = { ...noRateLimit }
  for (const piece of text.split(',')) {
    const [, count, unit] = part.exec(piece.trim()) ?? []
    const member = unit === 'min' ? 'perMinute' : 'perHour'
    if (count === undefined || limit[member] !== null) return undefined
    limit[member] = Number(count)
  }
  return limit
}

/** The text `readRateLimit` reads back. */
export function rateLimitText({ perMinute, perHour }: RateLimit): string {
  const parts = [perMinute === null ? [] : [`${perMinute}/min`], perHour === null ? [] : [`${perHour}/h`]].flat()
  return parts.length === 0 ? 'off' : parts.join(',')
}

/** Counts a request of a token; more than 0 when it is over the limit: the milliseconds to wait. Those are not counted. */
export type Throttle = (token: Pick<Token, 'id' | 'rateLimit'>) => number

interface Windows {
  minuteFrom: number
  inMinute: number
  hourFrom: number
  inHour: number
}

const minuteMs = 60_000
const hourMs = 3_600_000
const sweepAtLeast = 10_000

/**
 * Fixed windows of domain time, kept in memory: a window begins with the first request after the one before it ended.
 * @param byDefault for tokens without a limit of their own
 */
export function createThrottle(clock: Clock, byDefault: RateLimit = noRateLimit): Throttle {
  const known = new Map<TokenId, Windows>()
  let sweepAt = sweepAtLeast

  function windowsOf(id: TokenId, at: number): Windows {
    const found = known.get(id)
    if (found) return found
    if (known.size >= sweepAt) sweep(at)
    const windows = { minuteFrom: at, inMinute: 0, hourFrom: at, inHour: 0 }
    known.set(id, windows)
    return windows
  }

  function sweep(at: number): void {
    for (const [id, { hourFrom }] of known) if (isOver(hourFrom, hourMs, at)) known.delete(id)
    sweepAt = Math.max(sweepAtLeast, known.size * 2)
  }

  return ({ id, rateLimit }) => {
    const { perMinute, perHour } = rateLimit ?? byDefault
    if (perMinute === null && perHour === null) return 0
    const at = clock.now()
    const windows = windowsOf(id, at)
    if (isOver(windows.minuteFrom, minuteMs, at)) {
      windows.minuteFrom = at
      windows.inMinute = 0
    }
    if (isOver(windows.hourFrom, hourMs, at)) {
      windows.hourFrom = at
      windows.inHour = 0
    }
    const minuteWait = perMinute !== null && windows.inMinute >= perMinute ? windows.minuteFrom + minuteMs - at : 0
    const hourWait = perHour !== null && windows.inHour >= perHour ? windows.hourFrom + hourMs - at : 0
    const waitMs = Math.max(minuteWait, hourWait)
    if (waitMs === 0) {
      windows.inMinute += 1
      windows.inHour += 1
    }
    return waitMs
  }
}

/** Also when time went back behind its beginning, as a sandbox's clock does when it is reset. */
function isOver(from: number, lengthMs: number, at: number): boolean {
  return at - from >= lengthMs || at < from
}
