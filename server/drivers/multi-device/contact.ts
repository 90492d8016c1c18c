import type { ConnectionState, LineState } from '../../domain/channels/connection.ts'
import type { Clock } from '../../domain/ports/clock.ts'

/** Why a line is not open, and when it is tried again. */
export interface Interruption {
  code: number
  reason: string
  nextAttemptAt?: number
}

/** The state of a line, told whenever it is another one. */
export interface Contact {
  state(): ConnectionState
  change(state: ConnectionState, why?: Interruption): void
}

export function createContact(clock: Clock, tell: (line: LineState) => void): Contact {
  let now: LineState = { state: 'connecting', since: clock.now(), code: null, reason: null, nextAttemptAt: null }
  let isTold = false
  return {
    state: () => now.state,
    change(state, why) {
      // While it comes back, what interrupted it is still worth knowing.
      const { code, reason } = why ?? (state === 'open' ? noFault : now)
      const since = state === now.state ? now.since : clock.now()
      const next = {
        state,
        since,
        code: code === null ? null : String(code),
        reason,
        nextAttemptAt: why?.nextAttemptAt ?? null,
      }
      if (isTold && next.state === now.state && next.code === now.code && next.nextAttemptAt === now.nextAttemptAt)
        return
      now = next
      isTold = true
      tell(next)
    },
  }
}

const noFault = { code: null, reason: null }
