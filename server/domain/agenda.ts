import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Signals } from './signals.ts'

/** Work that falls due by the domain clock or when a signal says so. */
export interface Duty {
  name: string
  /** Signals after which it looks again. */
  topics: string[]
  /** Does what is due now and says how much that was. */
  run(): Promise<number>
  /** When it next falls due, in domain time; undefined when only a signal can tell. */
  nextDue(): Promise<number | undefined>
  /** Resolves when nothing it started is under way. */
  idle?(): Promise<void>
  /** Nobody notices when it runs late. */
  unhurried?: boolean
}

/** Keeps every duty of a process: on time, on signals, and at once after the clock jumped. */
export interface Agenda {
  start(): void
  /** Runs duties until nothing that is due is left; says how much was done. */
  settle(): Promise<number>
  /** The next moment, in domain time and later than now, at which something falls due. */
  nextDue(): Promise<number | undefined>
  /** Stops taking up work and waits for what is under way. */
  close(): Promise<void>
}

/** Nothing relies on signals alone: every duty looks by itself at least this often (real time). */
const lookEveryMs = 5_000
/** A duty that is due but cannot get on (its upstream is slow) is tried this often. */
const blockedPauseMs = 100
const settleRoundsMax = 50
/** Signals that follow each other faster than this are looked after together (real time). */
const restMs = 5

export function createAgenda(
  duties: Duty[],
  { clock, signals, log }: { clock: Clock; signals: Signals; log: Log },
): Agenda {
  const keepers = duties.map((duty) => keep(duty, clock, signals, log))
  return {
    start() {
      for (const keeper of keepers) keeper.wake()
    },
    async settle() {
      let all = 0
      for (let round = 0; round < settleRoundsMax; round += 1) {
        let done = 0
        for (const keeper of keepers) done += await keeper.settle()
        all += done
        if (done === 0) return all
      }
      return all
    },
    async nextDue() {
      const dues = await Promise.all(duties.filter((duty) => !duty.unhurried).map((duty) => duty.nextDue()))
      const now = clock.now()
      const later = dues.filter((due) => due !== undefined && due > now) as number[]
      return later.length === 0 ? undefined : Math.min(...later)
    },
    async close() {
      await Promise.all(keepers.map((keeper) => keeper.close()))
    },
  }
}

interface Keeper {
  wake(): void
  settle(): Promise<number>
  close(): Promise<void>
}

function keep(duty: Duty, clock: Clock, signals: Signals, log: Log): Keeper {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<number> | undefined
  let again = false
  let closed = false
  let resting = false
  let ranAt = Number.NEGATIVE_INFINITY
  const stops = [clock.onJump(wake), ...duty.topics.map((topic) => signals.on(topic, wake))]

  function wake(): void {
    if (closed || resting) return
    if (running) {
      again = true
      return
    }
    const rest = restMs - (performance.now() - ranAt)
    if (rest > 0) {
      resting = true
      clearTimeout(timer)
      timer = setTimeout(endRest, rest)
      timer.unref()
    } else {
      void runOnce()
    }
  }

  function endRest(): void {
    resting = false
    wake()
  }

  function runOnce(): Promise<number> {
    again = false
    resting = false
    clearTimeout(timer)
    running = work().finally(() => {
      running = undefined
      ranAt = performance.now()
      if (again) wake()
    })
    return running
  }

  async function work(): Promise<number> {
    let done = 0
    try {
      done = await duty.run()
      plan(done, await duty.nextDue())
    } catch (error) {
      if (closed) return 0
      log.fault('duty.failed', error, { duty: duty.name })
      plan(0, clock.now())
    }
    return done
  }

  function plan(done: number, due: number | undefined): void {
    if (closed) return
    const wait = due === undefined ? lookEveryMs : Math.min(due - clock.now(), lookEveryMs)
    clearTimeout(timer)
    timer = setTimeout(wake, Math.max(wait, done > 0 ? 0 : wait <= 0 ? blockedPauseMs : 1))
    timer.unref()
  }

  return {
    wake,
    async settle() {
      // Others may settle at the same time; a duty never runs beside itself.
      while (running) await running
      const done = closed ? 0 : await runOnce()
      await duty.idle?.()
      return done
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const stop of stops) stop()
      await running
      await duty.idle?.()
    },
  }
}
