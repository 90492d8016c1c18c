import type { ConnectedChannel, Channel as KeebaiChannel } from '../../../../generated/keebai/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { keebaiChannelId } from '../../../domain/channels/channel-id.ts'
import type { ChannelConnection } from '../../../domain/channels/connection.ts'
import { timestamp } from '../timestamp.ts'
import { toConnection } from './to-connection.ts'

/** A channel as Keebai lists it, and how it is in touch with WhatsApp. */
export function toChannel(channel: Channel, connection: ChannelConnection): KeebaiChannel {
  return {
    ...toConnectedChannel(channel),
    created_at: timestamp(channel.createdAt),
    connection: toConnection(connection),
  }
}

/** A channel as a finished connect session and the channel events show it. */
export function toConnectedChannel(channel: Channel): ConnectedChannel {
  return {
    id: keebaiChannelId(channel.id),
    name: channel.name,
    type: typeOf(channel),
    is_active: channel.state === 'connected',
    phone_number: channel.phoneNumber,
    phone_number_id: channel.phoneNumberId,
    business_account_id: channel.wabaId,
  }
}

export function typeOf({ kind }: Channel): 'whatsapp' | 'whatsapp_qr' {
  return kind === 'qr' ? 'whatsapp_qr' : 'whatsapp'
}
