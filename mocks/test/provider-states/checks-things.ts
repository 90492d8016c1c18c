import { expect } from 'vitest'
import {
  alias,
  ana,
  broadcast,
  channel,
  channels,
  hubConnect,
  hubError,
  hubSent,
  hubText,
  keebaiError,
  lucio,
  markRead,
  medium,
  number,
  oneTemplate,
  readBroadcast,
  readSession,
  retext,
  sent,
  session,
  template,
  text,
  uuid,
  welcome,
} from './calls.ts'
import type { Check } from './checks.ts'
import type { StageRig } from './stage-rig.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const otherSession = 'cs_3MEVM1ZCR4CNKWHGT9TQVFZKXH'
const otherBroadcast = 'aaaaaaaaaaaaaaaaaaaaaaaa'

const webhook = 'wh_01KS65PGZB3E828E7N4Q6PBFAK'
const webhookParams = {
  webhook_id: 'wh_01KS65PGZB3E828E7N4Q6PBF00',
  url: 'https://shop.example.com/hook',
  events: ['whatsapp.message.received'],
}

const only = (wanted: object) => ({ status: 200, body: { data: [wanted] } })
const none = { status: 200, body: { data: [] } }
const statusOf = async (rig: StageRig, id?: string) => (await readSession(rig, id)).body as { status: string }

export const thingChecks = {
  'nothing exists': {
    async bare(rig) {
      for (const path of ['/v1/channels', '/v1/whatsapp/numbers', '/v1/webhooks']) {
        expect(await rig.keebai('GET', path)).toMatchObject(none)
      }
      expect(await channel(rig, alias)).toMatchObject(keebaiError(404, 'CHANNEL_NOT_FOUND'))
      expect(await hubText(rig)).toMatchObject(hubError(404, 'Channel not found'))
    },
  },
  'a connected Cloud API channel': {
    async bare(rig) {
      expect(await text(rig)).toMatchObject(sent)
      expect(await text(rig, { to: ana })).toMatchObject(sent)
      expect(await text(rig, { channel: alias })).toMatchObject({ status: 202, body: { status: 'PENDING' } })
      expect(await template(rig, welcome)).toMatchObject(sent)
      expect(await hubText(rig)).toMatchObject(hubSent)
      expect(await hubText(rig, { to: lucio })).toMatchObject(hubSent)
      expect(await channels(rig)).toMatchObject(only({ name: 'Soporte Chile', phone_number: '+56987654321' }))
    },
    given: {
      params: {
        channel_id: other,
        phone_number_id: '100000000000042',
        waba_id: '555',
        phone_number: '+5215512345678',
        name: 'Tienda',
      },
      async show(rig) {
        const wanted = {
          id: other,
          name: 'Tienda',
          phone_number: '+5215512345678',
          phone_number_id: '100000000000042',
          business_account_id: '555',
          is_active: true,
        }
        expect(await channels(rig)).toMatchObject(only(wanted))
        expect(await text(rig, { number: '100000000000042' })).toMatchObject(sent)
        expect(await hubText(rig, { channel: other })).toMatchObject(hubSent)
        expect((await channel(rig, alias)).status).toBe(404)
        expect((await channel(rig, uuid)).status).toBe(404)
      },
    },
  },
  'a connected QR channel': {
    async bare(rig, { phone_number_id }) {
      expect(await channels(rig)).toMatchObject(only({ type: 'whatsapp_qr', is_active: true }))
      expect(await text(rig, { number: String(phone_number_id) })).toMatchObject(sent)
      const refused = keebaiError(400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK')
      expect(await template(rig, welcome, { channel_id: alias })).toMatchObject(refused)
      expect(await hubText(rig)).toMatchObject(hubSent)
    },
    given: {
      params: { channel_id: other, phone_number: '+5215512345678', name: 'Tienda' },
      async show(rig) {
        const wanted = { id: other, type: 'whatsapp_qr', name: 'Tienda', phone_number: '+5215512345678' }
        expect(await channels(rig)).toMatchObject(only(wanted))
        expect(await hubText(rig, { channel: other })).toMatchObject(hubSent)
      },
    },
  },
  'a disconnected channel': {
    async bare(rig) {
      expect(await channels(rig)).toMatchObject(only({ type: 'whatsapp', is_active: false }))
      expect(await text(rig, { channel: alias })).toMatchObject(keebaiError(400, 'CHANNEL_DISCONNECTED'))
      expect(await hubText(rig)).toMatchObject(hubError(422, 'CHANNEL_NOT_CONNECTED'))
    },
    given: {
      params: { channel_id: other, kind: 'qr' },
      async show(rig) {
        expect(await channels(rig)).toMatchObject(only({ id: other, type: 'whatsapp_qr', is_active: false }))
        expect(await text(rig, { channel: other })).toMatchObject(keebaiError(400, 'CHANNEL_DISCONNECTED'))
      },
    },
  },
  'a channel that waits for its signup': {
    async bare(rig) {
      expect(await hubText(rig)).toMatchObject(hubError(422, 'CHANNEL_NOT_CONNECTED'))
      expect(await hubConnect(rig)).toMatchObject({ status: 200, body: { success: true } })
      expect(await channels(rig)).toMatchObject(only({ phone_number_id: '123456789012345', is_active: true }))
    },
    given: {
      params: { channel_id: other, waba_id: '555', phone_id: '777', code: 'XYZ' },
      async show(rig) {
        const connected = await hubConnect(rig, { wabaId: '555', phoneId: '777', code: 'XYZ' }, other)
        expect(connected).toMatchObject({ status: 200, body: { success: true } })
      },
    },
  },
  'a channel that waits for a signup with two numbers': {
    async bare(rig) {
      const unnamed = await hubConnect(rig, { phoneId: '', coexistence: true })
      expect(unnamed).toMatchObject(hubError(422, 'PHONE_ID_REQUIRED'))
    },
    given: {
      params: { channel_id: other, waba_id: '555', phone_id: '777', code: 'XYZ' },
      async show(rig) {
        const result = { wabaId: '555', phoneId: '777', code: 'XYZ' }
        expect(await hubConnect(rig, result, other)).toMatchObject({ status: 200, body: { success: true } })
      },
    },
  },
  'a channel subscription': {
    async bare(rig) {
      const refused = hubError(422, 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION')
      expect((await rig.hub('PUT', `/v1/channels/${uuid}/disconnect`)).status).toBe(200)
      expect(await rig.hub('DELETE', `/v1/channels/${uuid}`)).toMatchObject(refused)
    },
    given: {
      params: { channel_id: other, subscription: 'CANCELED' },
      async show(rig) {
        const terminated = hubError(422, 'SUBSCRIPTION_TERMINATED')
        expect(await rig.hub('GET', `/v1/channels/${other}/subscribe`)).toMatchObject(terminated)
      },
    },
  },
  'a channel of another company': {
    async bare(rig) {
      expect(await channel(rig, alias)).toMatchObject(keebaiError(404, 'CHANNEL_NOT_FOUND'))
      expect(await text(rig)).toMatchObject(keebaiError(404, 'CHANNEL_NOT_FOUND'))
      expect(await hubText(rig)).toMatchObject(hubError(404, 'Channel not found'))
      expect(await channels(rig)).toMatchObject(none)
    },
    given: {
      params: { channel_id: other, phone_number_id: '100000000000042' },
      async show(rig) {
        expect(await channel(rig, other)).toMatchObject(keebaiError(404, 'CHANNEL_NOT_FOUND'))
        expect(await text(rig, { number: '100000000000042' })).toMatchObject(keebaiError(404, 'CHANNEL_NOT_FOUND'))
      },
    },
  },
  'a template': {
    async bare(rig) {
      expect(await template(rig, welcome)).toMatchObject(sent)
      expect(await oneTemplate(rig)).toMatchObject({ status: 200, body: { name: 'welcome_v2', status: 'APPROVED' } })
    },
    given: {
      params: {
        template_id: 'aaaaaaaaaaaaaaaaaaaaaaaa',
        template_name: 'bienvenida',
        language: 'es_MX',
        body: 'Hola {{nombre}}.',
        channel_id: other,
        status: 'APPROVED',
        reason: null,
      },
      async show(rig) {
        const sender = { phone_number_id: '999' }
        const wanted = { template_name: 'bienvenida', language: 'es_MX', variables: { nombre: 'Lucio' } }
        const { body } = await channel(rig, other)
        sender.phone_number_id = (body as { phone_number_id: string }).phone_number_id
        expect(await template(rig, wanted, sender)).toMatchObject(sent)
        const unknown = keebaiError(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '132001' })
        expect(await template(rig, welcome, sender)).toMatchObject(unknown)
        const read = { status: 200, body: { name: 'bienvenida', components: [{ text: 'Hola {{nombre}}.' }] } }
        expect(await oneTemplate(rig, 'aaaaaaaaaaaaaaaaaaaaaaaa')).toMatchObject(read)
        expect(await oneTemplate(rig)).toMatchObject(keebaiError(404, 'NOT_FOUND'))
      },
    },
    also: [
      {
        params: { template_name: 'bienvenida', status: 'PENDING' },
        async show(rig) {
          expect(await oneTemplate(rig)).toMatchObject({
            body: { name: 'bienvenida', status: 'PENDING', reason: null },
          })
        },
      },
      {
        params: { reason: 'INVALID_FORMAT' },
        async show(rig) {
          const rejected = { name: 'welcome_v2', status: 'REJECTED', reason: 'INVALID_FORMAT' }
          expect(await oneTemplate(rig)).toMatchObject({ body: rejected })
        },
      },
    ],
  },
  'a template that was edited today': {
    async bare(rig) {
      const refused = keebaiError(409, 'CONFLICT', { message: 'An approved template can be edited once in 24 hours.' })
      expect(await retext(rig)).toMatchObject(refused)
      expect(await template(rig, welcome)).toMatchObject(sent)
    },
    given: {
      params: {
        template_id: 'aaaaaaaaaaaaaaaaaaaaaaaa',
        template_name: 'bienvenida',
        language: 'es_MX',
        body: 'Hola.',
        channel_id: other,
      },
      async show(rig) {
        expect(await retext(rig, 'aaaaaaaaaaaaaaaaaaaaaaaa')).toMatchObject(keebaiError(409, 'CONFLICT'))
        const read = { name: 'bienvenida', language: 'es_MX', components: [{ text: 'Hola.' }] }
        expect(await oneTemplate(rig, 'aaaaaaaaaaaaaaaaaaaaaaaa')).toMatchObject({ body: read })
        expect((await channel(rig, other)).status).toBe(200)
      },
    },
  },
  'an open conversation window': {
    async bare(rig) {
      expect(await hubText(rig)).toMatchObject(hubSent)
      expect(await hubText(rig, { to: lucio })).toMatchObject(hubSent)
    },
    given: {
      params: { channel_id: other, phone: '+5215500000001' },
      async show(rig) {
        expect(await hubText(rig, { channel: other, to: '+5215500000001' })).toMatchObject(hubSent)
      },
    },
  },
  'a closed conversation window': {
    async bare(rig) {
      for (const to of [lucio, ana]) {
        expect(await hubText(rig, { to })).toMatchObject(hubError(422, 'Conversation window is closed'))
      }
    },
    given: {
      params: { channel_id: other, phone: lucio },
      async show(rig) {
        const closed = hubError(422, 'Conversation window is closed')
        expect(await hubText(rig, { channel: other, to: lucio })).toMatchObject(closed)
        expect(await hubText(rig, { channel: other, to: ana })).toMatchObject(hubSent)
      },
    },
  },
  'an uploaded medium': {
    async bare(rig) {
      expect(await medium(rig, '1013859600285441')).toMatchObject({ status: 200, body: { mime_type: 'image/png' } })
    },
    given: {
      params: { channel_id: other, media_id: '42' },
      async show(rig) {
        const of = (await channel(rig, other)).body as { phone_number_id: string }
        expect(await medium(rig, '42', of.phone_number_id)).toMatchObject({ status: 200, body: { id: '42' } })
        expect(await medium(rig, '43', of.phone_number_id)).toMatchObject(keebaiError(404, 'NOT_FOUND'))
      },
    },
  },
  'a received message': {
    async bare(rig) {
      const read = {
        phone_number_id: number,
        message_id: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA=',
      }
      expect(await markRead(rig, read)).toMatchObject({ status: 200, body: { success: true } })
      expect(await hubText(rig, { to: lucio })).toMatchObject(hubSent)
    },
    given: {
      params: { channel_id: other, message_id: 'wamid.other', phone: '+5215500000001' },
      async show(rig) {
        const read = { channel_id: other, message_id: 'wamid.other' }
        expect(await markRead(rig, read)).toMatchObject({ status: 200, body: { success: true } })
        expect(await markRead(rig, { ...read, message_id: 'wamid.another' })).toMatchObject(
          keebaiError(502, 'UPSTREAM_ERROR'),
        )
        expect(await hubText(rig, { channel: other, to: '+5215500000001' })).toMatchObject(hubSent)
      },
    },
  },
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
  'a template of a business account': {
    async bare(rig) {
      const { data } = (await rig.hub('GET', '/whatsapp/businesses/9876543210/templates')).body as { data: object[] }
      expect(data).toMatchObject([
        { id: '1900296177408890', name: 'confirm_account', language: 'en_US', status: 'APPROVED' },
      ])
    },
    given: {
      params: {
        channel_id: other,
        waba_id: '9876543210',
        template_id: '42',
        template_name: 'order_update_v1',
        language: 'es',
        category: 'UTILITY',
        status: 'PENDING',
      },
      async show(rig) {
        const path = '/whatsapp/businesses/9876543210/templates'
        const wanted = { id: '42', name: 'order_update_v1', language: 'es', category: 'UTILITY', status: 'PENDING' }
        expect(await rig.hub('GET', path)).toMatchObject({ status: 200, body: { data: [wanted] } })
        expect((await channel(rig, other)).status).toBe(200)
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
