import type { Context } from '../context.ts'
import type { BroadcastId, CompanyId } from '../ids.ts'
import type { Broadcast, BroadcastProgress, BroadcastStatus } from '../messages/message.ts'
import { Refusal } from '../refusals.ts'

/** A broadcast of the company with its counters. Refusals `invalid_broadcast_id`, `broadcast_not_found`. */
export async function readBroadcast(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  id: string,
): Promise<{ broadcast: Broadcast; progress: BroadcastProgress; status: BroadcastStatus }> {
  if (!/^[0-9a-f]{24}$/i.test(id)) throw Refusal.of('invalid_broadcast_id', { broadcast: id })
  const broadcast = await storage.read.broadcasts.find(company, id.toLowerCase() as BroadcastId)
  if (!broadcast) throw Refusal.of('broadcast_not_found', { broadcast: id })
  const progress = await storage.read.broadcasts.progress(broadcast.id)
  return { broadcast, progress, status: statusOf(progress) }
}

/** COMPLETED as soon as all ended and one was sent; FAILED when none was. */
export function statusOf({ sent, pending, cancelled, total, startedAt }: BroadcastProgress): BroadcastStatus {
  if (pending > 0) return startedAt === null ? 'PENDING' : 'IN_PROGRESS'
  if (cancelled === total) return 'CANCELLED'
  return sent > 0 ? 'COMPLETED' : 'FAILED'
}
