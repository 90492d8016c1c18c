import type { Context } from '../context.ts'
import type { SendOutcome } from '../ports/line.ts'
import { type Channel, supports } from './channel.ts'
import { recordConnection } from './connection.ts'

type Tools = Pick<Context, 'storage' | 'signals' | 'log' | 'ids' | 'clock'>

/** The code of a connection whose account WhatsApp restricts. */
const restricted = 'ACCOUNT_RESTRICTION'

/**
 * What a send tells of a channel without a line of its own: whether WhatsApp takes its credentials. A restricted account
 * may answer customers all the while, so what it sends does not end the restriction before its time.
 */
export async function noteOutcome(tools: Tools, channel: Channel, outcome: SendOutcome): Promise<void> {
  if (supports(channel).liveLine) return
  const { storage, clock } = tools
  if (outcome.outcome === 'refused' && outcome.credentialsRefused) {
    const line = { state: 'stopped', code: outcome.code, reason: outcome.title, nextAttemptAt: null } as const
    await recordConnection(tools, { channel: channel.id, line: { ...line, since: clock.now() } })
  }
  if (outcome.outcome !== 'accepted') return
  const known = (await storage.read.connections.of([channel.id])).get(channel.id)
  if (!known?.isLost || !known.line) return
  const { code, nextAttemptAt } = known.line
  if (code === restricted && (nextAttemptAt === null || nextAttemptAt > clock.now())) return
  await noteFreed(tools, channel)
}

/** Meta restricts the account for a while, or until somebody appeals. */
export async function noteRestriction(
  tools: Tools,
  channel: Channel,
  restriction: { what: string; until: number | null },
): Promise<void> {
  const { what: reason, until: nextAttemptAt } = restriction
  const state = nextAttemptAt === null ? 'stopped' : 'interrupted'
  const line = { state, since: tools.clock.now(), code: restricted, reason, nextAttemptAt } as const
  await recordConnection(tools, { channel: channel.id, line })
}

/** Nothing stands in the way any more. */
export async function noteFreed(tools: Tools, channel: Channel): Promise<void> {
  const line = { state: 'open', since: tools.clock.now(), code: null, reason: null, nextAttemptAt: null } as const
  await recordConnection(tools, { channel: channel.id, line })
}
