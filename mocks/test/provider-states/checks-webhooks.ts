import { expect } from 'vitest'
import { sent, text, uuid } from './calls.ts'
import type { Check } from './checks.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const webhook = 'wh_01KS65PGZB3E828E7N4Q6PBFAK'
const webhookParams = {
  webhook_id: 'wh_01KS65PGZB3E828E7N4Q6PBF00',
  url: 'https://shop.example.com/hook',
  events: ['whatsapp.message.received'],
}
const only = (wanted: object) => ({ status: 200, body: { data: [wanted] } })
const none = { status: 200, body: { data: [] } }

export const webhookChecks = {
  'a webhook subscription': {
    async bare(rig) {
      const wanted = { id: webhook, url: 'https://hooks.example.com/keebai', is_active: true }
      expect(await rig.keebai('GET', '/v1/webhooks')).toMatchObject(only(wanted))
      expect((await rig.keebai('DELETE', `/v1/webhooks/${wanted.id}`)).status).toBe(204)
    },
    given: {
      params: webhookParams,
      async show(rig) {
        const { webhook_id: id, ...wanted } = webhookParams
        expect(await rig.keebai('GET', '/v1/webhooks')).toMatchObject(only({ id, ...wanted }))
      },
    },
  },
  'a webhook subscription that was switched off': {
    async bare(rig) {
      const wanted = { is_active: false, disabled_reason: 'excessive_failures', failure_count: 50 }
      expect(await rig.keebai('GET', `/v1/webhooks/${webhook}`)).toMatchObject({ status: 200, body: wanted })
      const on = await rig.keebai('PATCH', `/v1/webhooks/${webhook}`, { body: { is_active: true } })
      expect(on).toMatchObject({ status: 200, body: { is_active: true, disabled_reason: null, failure_count: 0 } })
    },
    given: {
      params: webhookParams,
      async show(rig) {
        const { webhook_id: id, ...wanted } = webhookParams
        expect(await rig.keebai('GET', '/v1/webhooks')).toMatchObject(only({ id, ...wanted, is_active: false }))
      },
    },
  },
  'webhook deliveries': {
    async bare(rig) {
      const data = [
        { event_type: 'whatsapp.message.read', status: 'pending', attempt: 1, response_status: 503 },
        { event_type: 'whatsapp.message.received', status: 'succeeded', attempt: 1, response_status: 204 },
        { event_type: 'whatsapp.channel.connected', status: 'failed', attempt: 5, response_status: null },
      ]
      const log = await rig.keebai('GET', `/v1/webhooks/${webhook}/deliveries`)
      expect(log).toMatchObject({ status: 200, body: { data, next_cursor: null } })
    },
    given: {
      params: webhookParams,
      async show(rig) {
        const { webhook_id: id, ...wanted } = webhookParams
        expect(await rig.keebai('GET', '/v1/webhooks')).toMatchObject(only({ id, ...wanted }))
        const { body } = await rig.keebai('GET', `/v1/webhooks/${id}/deliveries`)
        expect((body as { data: unknown[] }).data).toHaveLength(3)
      },
    },
  },
  'a channel webhook': {
    async bare(rig) {
      const wanted = { id: '8F2C00000000000000000000000000A1', events: ['MESSAGE_RECEIVED', 'MESSAGE_STATUS'] }
      expect(await rig.hub('GET', `/v1/channels/${uuid}/webhooks`)).toMatchObject({ status: 200, body: [wanted] })
    },
    given: {
      params: {
        channel_id: other,
        webhook_id: '8F2C00000000000000000000000000B2',
        url: 'https://hooks.example.com/other',
        events: ['CONNECTED'],
      },
      async show(rig) {
        const wanted = {
          id: '8F2C00000000000000000000000000B2',
          url: 'https://hooks.example.com/other',
          events: ['CONNECTED'],
        }
        const read = await rig.hub('GET', `/v1/channels/${other}/webhooks/8F2C00000000000000000000000000B2`)
        expect(read).toMatchObject({ status: 200, body: wanted })
      },
    },
  },
  'a template webhook': {
    async bare(rig) {
      const wanted = { id: '8F2C00000000000000000000000000A1', channelId: null, signing: true }
      expect(await rig.hub('GET', '/v1/webhooks')).toMatchObject({ status: 200, body: [wanted] })
    },
    given: {
      params: {
        webhook_id: '8F2C00000000000000000000000000B2',
        url: 'https://hooks.example.com/other',
        events: ['UPDATE_TEMPLATE_STATUS'],
      },
      async show(rig) {
        const wanted = { url: 'https://hooks.example.com/other', events: ['UPDATE_TEMPLATE_STATUS'] }
        expect(await rig.hub('GET', '/v1/webhooks/8F2C00000000000000000000000000B2')).toMatchObject({
          status: 200,
          body: wanted,
        })
      },
    },
  },
  'no webhook subscriptions': {
    async bare(rig) {
      expect(await rig.keebai('GET', '/v1/webhooks')).toMatchObject(none)
      expect(await text(rig)).toMatchObject(sent)
    },
  },
} satisfies Record<string, Check>
