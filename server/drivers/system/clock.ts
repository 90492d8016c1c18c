import type { Clock } from '../../domain/ports/clock.ts'

/** Real time; it never jumps. */
export const systemClock: Clock = {
  now: Date.now,
  onJump: () => () => {},
}

/** Real time plus an offset. */
export interface ShiftableClock extends Clock {
  /** Milliseconds ahead of real time. */
  offset(): number
  /** Jumps forward; listeners are told once the new offset is kept. */
  shift(ms: number): Promise<void>
  /** Back to real time. Nobody is told: it is not a jump forward. */
  reset(): Promise<void>
}

/** @param onOffset keeps the offset for the next start */
export function shiftableClock(
  options: { offset?: number; onOffset?: (offset: number) => void | Promise<void>; real?: () => number } = {},
): ShiftableClock {
  const { onOffset, real = Date.now } = options
  let offset = options.offset ?? 0
  const listeners = new Set<() => void>()

  return {
    now: () => real() + offset,
    onJump(listener) {
      const own = () => listener()
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    offset: () => offset,
    async shift(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError('time jumps forward by whole milliseconds')
      if (ms === 0) return
      offset += ms
      await onOffset?.(offset)
      for (const listener of [...listeners]) listener()
    },
    async reset() {
      offset = 0
      await onOffset?.(offset)
    },
  }
}
