import type { Given } from '../kit/subject.ts'

/** What the documentation's samples name. */
export const channelId = '65a1f2b3c4d5e6f7a8b9c0d1'
export const idempotencyKey = '7f6d1c1e-52c8-4a3b-9a8e-2f1f3f0f9d11'

export const nothing: Given = { state: 'nothing exists' }

/** The sender of the documentation's request examples. */
export const connectedChannel: Given = {
  state: 'a connected Cloud API channel',
  params: { channel_id: channelId, phone_number_id: '100000000000001' },
}

export const qrChannelId = 'ch_01KS65PGZB3E828E7N4Q6PBFAK'

export const qrChannel: Given = { state: 'a connected QR channel', params: { channel_id: qrChannelId } }

export const sessionId = 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN'

export const session = (state: string, mode: 'embedded_signup' | 'qr'): Given => ({
  state,
  params: { session_id: sessionId, mode },
})
