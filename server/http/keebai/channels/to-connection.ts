import type { ChannelConnection as KeebaiConnection } from '../../../../generated/keebai/types.gen.ts'
import type { ChannelConnection } from '../../../domain/channels/connection.ts'
import { timestamp } from '../timestamp.ts'

/** How a channel is in touch with WhatsApp: our addition wherever Keebai shows one as it is now. */
export function toConnection(connection: ChannelConnection): KeebaiConnection {
  const { state, since, code, nextAttemptAt, lastInboundAt } = connection
  return {
    state,
    since: timestamp(since),
    code,
    next_attempt_at: nextAttemptAt === null ? null : timestamp(nextAttemptAt),
    last_inbound_at: lastInboundAt === null ? null : timestamp(lastInboundAt),
  }
}
