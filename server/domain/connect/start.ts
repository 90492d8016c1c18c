import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import type { ConnectSession } from './session.ts'
import { pairingWindowMs, signupWindowMs } from './session.ts'

type Tools = Pick<Context, 'storage' | 'ids' | 'clock' | 'signals' | 'settings'>

/** Opens an embedded signup: 15 minutes in which a person may finish it in the portal. Refusals `pipeline_not_found`, `too_many_sessions`. */
export function startSignup(
  context: Tools,
  company: CompanyId,
  wish: { pipelineId: string | null; coexistence: boolean },
): Promise<ConnectSession> {
  const { pipelines } = context.settings
  if (wish.pipelineId !== null && pipelines && !pipelines.includes(wish.pipelineId)) {
    throw Refusal.of('pipeline_not_found', { pipeline: wish.pipelineId })
  }
  return openSession(context, company, { mode: 'embedded_signup', name: null, ...wish }, signupWindowMs)
}

/** Opens a QR pairing: 5 minutes in which a phone may scan. The pairing runner picks it up at once. Refusal `too_many_sessions`. */
export async function startPairing(
  context: Tools,
  company: CompanyId,
  wish: { name: string },
): Promise<ConnectSession> {
  const opened = { mode: 'qr', name: wish.name, pipelineId: null, coexistence: false } as const
  const session = await openSession(context, company, opened, pairingWindowMs)
  context.signals.raise(topics.sessions)
  return session
}

async function openSession(
  { storage, ids, clock, settings }: Tools,
  company: CompanyId,
  wish: Pick<ConnectSession, 'mode' | 'name' | 'pipelineId' | 'coexistence'>,
  windowMs: number,
): Promise<ConnectSession> {
  const now = clock.now()
  const session: ConnectSession = {
    id: ids.session(),
    company,
    ...wish,
    state: 'pending',
    channel: null,
    createdAt: now,
    expiresAt: now + windowMs,
    endedAt: null,
  }
  const { sessionsMax } = settings
  await storage.transaction(async ({ sessions }) => {
    if (sessionsMax != null) {
      const pending = (await sessions.pendingOf(company)).filter(({ expiresAt }) => expiresAt > now)
      const [first] = pending
      if (pending.length >= sessionsMax) {
        throw Refusal.of('too_many_sessions', { retryInMs: (first?.expiresAt ?? now + windowMs) - now })
      }
    }
    await sessions.insert(session)
  })
  return session
}
