import type { ChannelId, CompanyId, SessionId } from '../ids.ts'

/** One attempt of a company to connect a channel, by embedded signup or by QR pairing. */
export interface ConnectSession {
  id: SessionId
  company: CompanyId
  mode: 'embedded_signup' | 'qr'
  state: SessionState
  /** Display name of the channel to be (QR mode). */
  name: string | null
  pipelineId: string | null
  coexistence: boolean
  /** Set when completed. */
  channel: ChannelId | null
  createdAt: number
  expiresAt: number
  endedAt: number | null
}

export type SessionState = 'pending' | 'completed' | 'expired' | 'cancelled'

/** Why a pairing ended without a channel; a closed list, told to integrators as `code`. */
export type PairingFailure =
  | 'timeout'
  | 'device_limit'
  | 'client_outdated'
  | 'passkey_required'
  | 'rate_limited'
  | 'conflict'
  | 'refused'
  | 'interrupted'

/** What a QR pairing tells its readers. `connected`, `failed` and `disconnected` end it, exactly one of them once. */
export type PairingEvent =
  | { type: 'qr'; qr: string; expiresAt: number }
  | { type: 'connecting' }
  | { type: 'connected'; channel: ChannelId; phoneNumber: string; pushName: string | null }
  | { type: 'failed'; reason: string; code: PairingFailure }
  | { type: 'disconnected'; reason: string; code: PairingFailure }

/** A pairing event as stored: `seq` counts from 1 within its session and is the SSE `id`. */
export interface SessionEvent {
  session: SessionId
  seq: number
  at: number
  event: PairingEvent
}

export const signupWindowMs = 900_000
export const pairingWindowMs = 300_000
/** How long an ended session can still be read. */
export const endedSessionKeptMs = 86_400_000
export const pollIntervalSeconds = 5

export function isTerminal(event: PairingEvent): boolean {
  return event.type === 'connected' || event.type === 'failed' || event.type === 'disconnected'
}
