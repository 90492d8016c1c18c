import type { BroadcastProgress as KeebaiProgress } from '../../../../generated/keebai/types.gen.ts'
import type { Broadcast, BroadcastProgress, BroadcastStatus, Dialect } from '../../../domain/messages/message.ts'
import type { DialectSetting } from '../../operation.ts'
import { timestampOrNull } from '../timestamp.ts'

/** Counts and status of a broadcast, the status in the words of the dialect. `campaign_name` is our addition. */
export function toBroadcastProgress(
  broadcast: Broadcast,
  progress: BroadcastProgress,
  status: BroadcastStatus,
  dialect: Dialect,
  setting: DialectSetting,
): KeebaiProgress {
  return {
    broadcast_id: broadcast.id,
    status: dialect === 'reference' ? referenceStatus[status] : status,
    total_recipients: progress.total,
    sent: progress.sent,
    failed: progress.failed,
    pending: progress.pending,
    started_at: timestampOrNull(progress.startedAt),
    completed_at: timestampOrNull(progress.completedAt),
    ...(setting === 'auto' && broadcast.campaign !== null && { campaign_name: broadcast.campaign }),
  }
}

const referenceStatus = {
  PENDING: 'scheduled',
  IN_PROGRESS: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const satisfies Record<BroadcastStatus, string>
