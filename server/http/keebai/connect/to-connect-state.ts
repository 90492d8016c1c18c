import type { ConnectState } from '../../../../generated/keebai/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import type { ConnectSession } from '../../../domain/connect/session.ts'
import type { DialectSetting } from '../../operation.ts'
import { toConnectedChannel } from '../channels/to-channel.ts'

/** Where a session stands. `mode` is our addition, left out where an answer must be one documented shape. */
export function toConnectState(
  session: ConnectSession,
  channel: Channel | null,
  dialect: DialectSetting,
): ConnectState {
  const added = dialect === 'auto' ? { mode: session.mode } : {}
  if (session.state !== 'completed') return { status: session.state, ...added }
  if (!channel) throw new Error(`session ${session.id} is completed without a channel`)
  return { status: 'completed', channel: toConnectedChannel(channel), ...added }
}
