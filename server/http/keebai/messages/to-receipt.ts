import type { BroadcastReceipt, MessageReceipt } from '../../../../generated/keebai/types.gen.ts'
import type { Broadcast, Message } from '../../../domain/messages/message.ts'
import type { DialectSetting } from '../../operation.ts'
import { timestamp } from '../timestamp.ts'

/** The prose dialect: queued, no WhatsApp id yet. */
export function toBroadcastReceipt(broadcast: Broadcast): BroadcastReceipt {
  return { broadcast_id: broadcast.id, status: 'PENDING', total_recipients: broadcast.total, scheduled_at: null }
}

/** The reference dialect: WhatsApp has accepted it. `broadcast_id` is our addition. */
export function toMessageReceipt(broadcast: Broadcast, message: Message, dialect: DialectSetting): MessageReceipt {
  if (message.wamid === null) throw new Error(`message ${message.id} was accepted without an id of WhatsApp's`)
  return {
    message_id: message.wamid,
    status: 'sent',
    sent_at: timestamp(message.claimedAt ?? message.acceptedAt),
    ...(dialect === 'auto' && { broadcast_id: broadcast.id }),
  }
}
