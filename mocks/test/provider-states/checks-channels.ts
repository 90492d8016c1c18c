import { expect } from 'vitest'
import {
  alias,
  ana,
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
  sent,
  template,
  text,
  uuid,
  welcome,
} from './calls.ts'
import type { Check } from './checks.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const only = (wanted: object) => ({ status: 200, body: { data: [wanted] } })
const none = { status: 200, body: { data: [] } }

export const channelChecks = {
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
} satisfies Record<string, Check>
