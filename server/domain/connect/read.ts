import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId, SessionId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import type { ConnectSession } from './session.ts'
import { endedSessionKeptMs } from './session.ts'

type Tools = Pick<Context, 'storage' | 'clock'>

/** A session of the company with the channel it made. Ended ones stay readable for 24 hours. Refusal `session_not_found`. */
export function readSession(
  context: Tools,
  company: CompanyId,
  id: string,
): Promise<{ session: ConnectSession; channel: Channel | null }> {
  return findSession(context, company, id)
}

/** The embedded signup behind a portal link; the link is the credential. Refusal `session_not_found`. */
export async function readPortalSession(
  context: Tools,
  id: string,
): Promise<{ session: ConnectSession; channel: Channel | null }> {
  const found = await findSession(context, undefined, id)
  if (found.session.mode !== 'embedded_signup') throw Refusal.of('session_not_found', { session: id })
  return found
}

async function findSession(
  { storage, clock }: Tools,
  company: CompanyId | undefined,
  id: string,
): Promise<{ session: ConnectSession; channel: Channel | null }> {
  const session = await storage.read.sessions.find(company, id as SessionId)
  const now = clock.now()
  if (!session || (session.endedAt !== null && session.endedAt + endedSessionKeptMs <= now)) {
    throw Refusal.of('session_not_found', { session: id })
  }
  const overdue = session.state === 'pending' && session.expiresAt <= now
  const done = session.state === 'completed' && session.channel
  const channel = done ? ((await storage.read.channels.byId(done)) ?? null) : null
  return { session: overdue ? { ...session, state: 'expired' } : session, channel }
}
