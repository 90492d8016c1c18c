import type { Given } from '../kit/subject.ts'

/** What the documentation's samples name. */
export const channelId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
export const recipient = '+5511999999999'
export const idempotencyKey = '7f6d1c1e-52c8-4a3b-9a8e-2f1f3f0f9d11'

export const nothing: Given = { state: 'nothing exists' }

export const keyWithoutRole: Given = { state: 'a key without the enterprise role' }

export const disconnectedChannel: Given = { state: 'a disconnected channel', params: { channel_id: channelId } }

export const connectedChannel: Given = { state: 'a connected Cloud API channel', params: { channel_id: channelId } }
