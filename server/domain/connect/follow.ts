import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import { readSession } from './read.ts'
import type { SessionEvent } from './session.ts'
import { isTerminal } from './session.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'signals'>

/** A signal wakes every reader; this is only the floor under a lost one. */
const pollMs = 15_000

/**
 * The events of a QR pairing: what the reader missed, then what comes, ending with the one
 * terminal event. A first reader (`after` undefined) gets the current code at once; codes that
 * a newer one replaced are left out. Refusal `session_not_found`: no such pairing, or it has
 * ended and the reader was not following it.
 */
export async function followPairing(
  context: Tools,
  company: CompanyId,
  id: string,
  reader: { after: number | undefined; signal: AbortSignal },
): Promise<AsyncIterable<SessionEvent>> {
  const { session } = await readSession(context, company, id)
  const { signal } = reader
  const after = await positionOf(context, session.id, reader.after)
  const ended = session.endedAt !== null
  if (session.mode !== 'qr' || (ended && after === undefined)) {
    throw Refusal.of('session_not_found', { session: id })
  }
  return follow(context, session.id, { after, signal })
}

/** A position this pairing has not reached is one of another pairing, and counts as none. */
async function positionOf(
  { storage }: Tools,
  id: SessionEvent['session'],
  after: number | undefined,
): Promise<number | undefined> {
  if (after === undefined || after === 0) return after
  const [reached] = await storage.read.sessions.eventsAfter(id, after - 1)
  return reached === undefined ? undefined : after
}

async function* follow(
  { storage, signals }: Tools,
  id: SessionEvent['session'],
  { after = 0, signal }: { after: number | undefined; signal: AbortSignal },
): AsyncGenerator<SessionEvent> {
  let last = after
  while (!signal.aborted) {
    // Listening starts before the look, so nothing falls between the two.
    const changed = signals.next(topics.session(id), pollMs, signal)
    const fresh = await storage.read.sessions.eventsAfter(id, last)
    for (const event of withoutReplacedCodes(fresh)) {
      yield event
      last = event.seq
      if (isTerminal(event.event)) return
    }
    if (fresh.length === 0) {
      const session = await storage.read.sessions.find(undefined, id)
      if (!session || session.endedAt !== null) return
      await changed
    }
  }
}

function withoutReplacedCodes(events: SessionEvent[]): SessionEvent[] {
  return events.filter((one, index) => one.event.type !== 'qr' || index === events.length - 1)
}
