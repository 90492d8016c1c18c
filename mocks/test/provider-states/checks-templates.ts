import { expect } from 'vitest'
import { channel, keebaiError, oneTemplate, retext, sent, template, welcome } from './calls.ts'
import type { Check } from './checks.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'

export const templateChecks = {
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
} satisfies Record<string, Check>
