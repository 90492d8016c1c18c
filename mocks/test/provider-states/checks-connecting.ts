import { expect } from 'vitest'
import { broadcast, channel, number, readBroadcast, readSession, session } from './calls.ts'
import type { Check } from './checks.ts'
import type { StageRig } from './stage-rig.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const otherSession = 'cs_3MEVM1ZCR4CNKWHGT9TQVFZKXH'
const otherBroadcast = 'aaaaaaaaaaaaaaaaaaaaaaaa'
const statusOf = async (rig: StageRig, id?: string) => (await readSession(rig, id)).body as { status: string }

export const connectingChecks = {
  'a pending connect session': {
    async bare(rig) {
      expect(await readSession(rig)).toMatchObject({ status: 200, body: { status: 'pending' } })
    },
    given: {
      params: { session_id: otherSession, mode: 'qr' },
      async show(rig) {
        expect(await statusOf(rig, otherSession)).toMatchObject({ status: 'pending', mode: 'qr' })
        expect(await rig.firstEvent(`/v1/channels/whatsapp/connect/${otherSession}/qr-stream`)).toBe('qr')
      },
    },
  },
  'a completed connect session': {
    async bare(rig) {
      const wanted = { status: 'completed', channel: { type: 'whatsapp', phone_number_id: number } }
      expect(await readSession(rig)).toMatchObject({ status: 200, body: wanted })
    },
    given: {
      params: { session_id: otherSession, mode: 'qr' },
      async show(rig) {
        const wanted = { status: 'completed', channel: { type: 'whatsapp_qr', is_active: true } }
        expect(await readSession(rig, otherSession)).toMatchObject({ status: 200, body: wanted })
        const stream = await fetch(`${rig.sandbox.url}/v1/channels/whatsapp/connect/${otherSession}/qr-stream`, {
          headers: { authorization: 'Bearer anybody', 'last-event-id': '0' },
        })
        expect((await stream.text()).match(/^event: .*$/gm)?.at(-1)).toBe('event: connected')
      },
    },
  },
  'an expired connect session': {
    async bare(rig) {
      expect(await statusOf(rig)).toMatchObject({ status: 'expired' })
    },
    given: {
      params: { session_id: otherSession, mode: 'qr' },
      async show(rig) {
        expect(await statusOf(rig, otherSession)).toMatchObject({ status: 'expired', mode: 'qr' })
      },
    },
  },
  'a cancelled connect session': {
    async bare(rig) {
      expect(await statusOf(rig, session)).toMatchObject({ status: 'cancelled' })
    },
    given: {
      params: { session_id: otherSession, mode: 'qr' },
      async show(rig) {
        expect(await statusOf(rig, otherSession)).toMatchObject({ status: 'cancelled', mode: 'qr' })
      },
    },
  },
  'a running broadcast': {
    async bare(rig) {
      expect(await readBroadcast(rig)).toMatchObject({ status: 200, body: { status: 'IN_PROGRESS', pending: 1 } })
    },
    given: {
      params: { broadcast_id: otherBroadcast, channel_id: other, dialect: 'reference' },
      async show(rig) {
        const { body } = await readBroadcast(rig, otherBroadcast)
        expect(body).toMatchObject({ broadcast_id: otherBroadcast, status: 'running', pending: 1 })
      },
    },
  },
  'a completed broadcast': {
    async bare(rig) {
      const wanted = { broadcast_id: broadcast, status: 'COMPLETED', sent: 1, pending: 0 }
      expect(await readBroadcast(rig)).toMatchObject({ status: 200, body: wanted })
    },
    given: {
      params: { broadcast_id: otherBroadcast, channel_id: other, dialect: 'reference' },
      async show(rig) {
        expect(await readBroadcast(rig, otherBroadcast)).toMatchObject({ status: 200, body: { status: 'completed' } })
        expect((await channel(rig, other)).status).toBe(200)
      },
    },
  },
  'a failed broadcast': {
    async bare(rig) {
      expect(await readBroadcast(rig)).toMatchObject({ status: 200, body: { status: 'FAILED', failed: 1, sent: 0 } })
    },
    given: {
      params: { broadcast_id: otherBroadcast, channel_id: other, dialect: 'reference' },
      async show(rig) {
        expect(await readBroadcast(rig, otherBroadcast)).toMatchObject({ status: 200, body: { status: 'failed' } })
      },
    },
  },
} satisfies Record<string, Check>
