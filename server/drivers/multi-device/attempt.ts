import type { Clock } from '../../domain/ports/clock.ts'

/** The next attempt of a line, one at a time; it comes at once when the clock jumps past it. */
export interface Attempt {
  /** Plans it, instead of an earlier plan. Returns when it will be, in domain time. */
  in(ms: number): number
  cancel(): void
}

export function createAttempt(clock: Clock, run: () => void): Attempt {
  let timer: NodeJS.Timeout | undefined
  let stopWatching: (() => void) | undefined

  function cancel(): void {
    clearTimeout(timer)
    stopWatching?.()
    stopWatching = undefined
  }

  return {
    cancel,
    in(ms) {
      cancel()
      const dueAt = clock.now() + ms
      const fire = (): void => {
        cancel()
        run()
      }
      timer = setTimeout(fire, Math.min(ms, longestTimerMs))
      stopWatching = clock.onJump(() => {
        if (clock.now() >= dueAt) fire()
      })
      return dueAt
    },
  }
}

/** Node fires longer timers at once. */
const longestTimerMs = 2_147_483_647
