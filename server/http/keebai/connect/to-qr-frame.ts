import type { QrStreamEvent } from '../../../../generated/keebai/types.gen.ts'
import { keebaiChannelId } from '../../../domain/channels/channel-id.ts'
import type { PairingEvent, SessionEvent } from '../../../domain/connect/session.ts'
import type { Frame } from '../../pipeline/event-stream.ts'
import { timestamp } from '../timestamp.ts'

/** How the data of `qr` events is written: as plain text, or as an object that also tells its end. */
export type QrFormat = 'string' | 'object'

/** A pairing event as one frame of the stream. A reader that is behind needs only the newest code. */
export function toQrFrame({ seq, event }: SessionEvent, format: QrFormat): Frame {
  const told = toQrStreamEvent(event, format)
  return { id: seq, event: told.event, data: told.data, replaceable: event.type === 'qr' }
}

function toQrStreamEvent(event: PairingEvent, format: QrFormat): QrStreamEvent {
  switch (event.type) {
    case 'qr': {
      const data = format === 'object' ? { data: event.qr, expires_at: timestamp(event.expiresAt) } : event.qr
      return { event: 'qr', data }
    }
    case 'connecting':
      return { event: 'connecting', data: {} }
    case 'connected': {
      const { channel, phoneNumber, pushName } = event
      const data = { channel_id: keebaiChannelId(channel), phone_number: phoneNumber, push_name: pushName }
      return { event: 'connected', data }
    }
    case 'failed':
    case 'disconnected':
      return { event: event.type, data: { reason: event.reason, code: event.code } }
  }
}
