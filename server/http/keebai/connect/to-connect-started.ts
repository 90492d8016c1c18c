import type { PairingStarted, SignupStarted } from '../../../../generated/keebai/types.gen.ts'
import type { ConnectSession } from '../../../domain/connect/session.ts'
import { pollIntervalSeconds } from '../../../domain/connect/session.ts'

/** @param publicUrl where people reach the portal, without a slash at the end */
export function toSignupStarted(session: ConnectSession, publicUrl: string): SignupStarted {
  return {
    session_id: session.id,
    verification_uri: `${publicUrl}/connect/whatsapp?session=${session.id}`,
    expires_in: secondsOf(session),
    poll_interval: pollIntervalSeconds,
  }
}

export function toPairingStarted(session: ConnectSession): PairingStarted {
  return {
    session_id: session.id,
    provider: 'whatsapp_qr',
    mode: 'qr',
    stream_url: `/v1/channels/whatsapp/connect/${session.id}/qr-stream`,
    expires_in: secondsOf(session),
    poll_interval: pollIntervalSeconds,
  }
}

function secondsOf(session: ConnectSession): number {
  return (session.expiresAt - session.createdAt) / 1000
}
