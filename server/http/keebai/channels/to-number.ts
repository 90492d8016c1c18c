import type { WhatsAppNumber } from '../../../../generated/keebai/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { keebaiChannelId } from '../../../domain/channels/channel-id.ts'
import type { ChannelConnection } from '../../../domain/channels/connection.ts'
import { toConnection } from './to-connection.ts'

/** A channel as a sender; undefined for one that has no number yet. */
export function toNumber(channel: Channel, connection: ChannelConnection): WhatsAppNumber | undefined {
  const { phoneNumber, phoneNumberId } = channel
  if (phoneNumber === null || phoneNumberId === null) return undefined
  return {
    id: phoneNumberId,
    phone_number: phoneNumber,
    waba_id: channel.wabaId,
    channel_id: keebaiChannelId(channel.id),
    status: channel.state === 'connected' ? 'active' : 'disconnected',
    connection_type: channel.kind,
    connection: toConnection(connection),
  }
}
