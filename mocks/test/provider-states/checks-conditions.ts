import { expect } from 'vitest'
import type { Answered } from '../flows/rig.ts'
import {
  hubConnect,
  hubError,
  hubSend,
  hubSent,
  hubText,
  keebaiError,
  key,
  me,
  number,
  sent,
  template,
  text,
  uuid,
  welcome,
} from './calls.ts'
import type { Check } from './checks.ts'
import { type StageRig, strangersToken } from './stage-rig.ts'

const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const own = `kbai_pk_${'0a1b2c3d'.repeat(8)}`
const create = (rig: StageRig, token?: string) =>
  rig.hub('POST', '/v1/channels', { body: { name: 'Shop', type: 'META_WHATSAPP' }, ...(token && { token }) })

/** Neither this token nor any other that nobody issued is let in, on either surface. */
async function refused(rig: StageRig, token: string): Promise<void> {
  for (const text of [token, strangersToken, null]) {
    expect((await me(rig, text)).status, String(text)).toBe(401)
    expect((await hubText(rig, { token: text })).status, String(text)).toBe(401)
  }
}

/** The answer to a send that is decided by what became of it, on both surfaces. */
async function sendOutcome(rig: StageRig, details: object): Promise<void> {
  const before = performance.now()
  expect(await text(rig)).toMatchObject(keebaiError(502, 'UPSTREAM_ERROR', details))
  expect(await hubText(rig)).toMatchObject(hubError(502, 'Integration error', details))
  expect(performance.now() - before, 'milliseconds').toBeLessThan(5_000)
}

async function onEverySend(rig: StageRig, idempotencyKey: string, check: (answered: Answered) => void, channel = uuid) {
  const read = await rig.keebai('GET', `/v1/channels/${channel}`)
  const { phone_number_id = number } = read.body as { phone_number_id?: string }
  check(await text(rig, { number: phone_number_id, key: idempotencyKey }))
  check(await text(rig, { channel, key: idempotencyKey }))
  check(await hubText(rig, { channel, key: idempotencyKey }))
}

const enterprise = hubError(422, 'This action requires ENTERPRISE role')

export const conditionChecks = {
  'a token': {
    async bare(rig) {
      expect(await me(rig)).toMatchObject({ status: 200 })
      expect(await hubText(rig)).toMatchObject(hubSent)
    },
    given: {
      params: { token: own, scopes: ['channels:read'] },
      async show(rig, { token }) {
        expect(token).toBe(own)
        expect(await me(rig, own)).toMatchObject({ status: 200, body: { scopes: ['channels:read'] } })
        expect((await me(rig)).status).toBe(401)
        expect((await text(rig, { token: own })).status).toBe(403)
      },
    },
    also: [
      {
        params: { scopes: 'messages:send channels:read' },
        async show(rig) {
          expect(await me(rig)).toMatchObject({ status: 200, body: { scopes: ['messages:send', 'channels:read'] } })
          expect(await text(rig)).toMatchObject(sent)
        },
      },
      {
        params: { token: 'hm_sk_shop' },
        async show(rig) {
          expect(await hubText(rig, { token: 'hm_sk_shop' })).toMatchObject(hubSent)
          expect((await hubText(rig)).status).toBe(401)
        },
      },
    ],
  },
  'a token without scopes': {
    async bare(rig) {
      const details = { required: ['messages:send'], missing: ['messages:send'] }
      expect(await text(rig)).toMatchObject(keebaiError(403, 'INSUFFICIENT_SCOPE', details))
    },
    given: {
      params: { token: own, scopes: ['channels:read'] },
      async show(rig) {
        expect((await text(rig, { token: own })).status).toBe(403)
        expect((await rig.keebai('GET', '/v1/channels', { token: own })).status).toBe(200)
        expect((await me(rig)).status).toBe(401)
      },
    },
  },
  'an unknown token': {
    bare: (rig, made) => refused(rig, String(made.token)),
    given: { params: { token: own }, show: (rig) => refused(rig, own) },
  },
  'an expired token': {
    bare: (rig, made) => refused(rig, String(made.token)),
    given: { params: { token: own }, show: (rig) => refused(rig, own) },
  },
  'a revoked token': {
    bare: (rig, made) => refused(rig, String(made.token)),
    given: { params: { token: own }, show: (rig) => refused(rig, own) },
  },
  'a key without the enterprise role': {
    async bare(rig) {
      expect(await create(rig)).toMatchObject(enterprise)
      expect(await hubText(rig)).toMatchObject(hubSent)
    },
    given: {
      params: { token: 'the-key-of-the-shop' },
      async show(rig) {
        expect(await create(rig, 'the-key-of-the-shop')).toMatchObject(enterprise)
        expect((await create(rig)).status).toBe(401)
      },
    },
  },
  'the rate limit is reached': {
    async bare(rig) {
      for (const answered of [await me(rig), await text(rig), await hubText(rig), await create(rig)]) {
        expect(answered.status).toBe(429)
        expect(Number(answered.headers.get('retry-after'))).toBeGreaterThan(0)
      }
    },
  },
  'the credit limit is reached': {
    async bare(rig) {
      const exceeded = hubError(422, 'CREDIT_LIMIT_EXCEEDED')
      expect(await rig.hub('GET', `/v1/channels/${uuid}/subscribe`)).toMatchObject(exceeded)
      expect(await hubText(rig)).toMatchObject(hubSent)
    },
  },
  'a send with this idempotency key is in flight': {
    async bare(rig) {
      await onEverySend(rig, key, ({ status }) => expect(status).toBe(409))
      expect((await template(rig, welcome, { phone_number_id: number })).status).toBe(202)
      expect(await text(rig, { key: 'another' })).toMatchObject(sent)
    },
    given: {
      params: { idempotency_key: 'k-1', channel_id: other },
      async show(rig) {
        await onEverySend(rig, 'k-1', ({ status }) => expect(status).toBe(409), other)
      },
    },
  },
  'this idempotency key was used for another send': {
    async bare(rig) {
      await onEverySend(rig, key, ({ status }) => expect(status).toBe(422))
      expect(await text(rig, { key: 'another' })).toMatchObject(sent)
    },
    given: {
      params: { idempotency_key: 'k-1', channel_id: other },
      async show(rig) {
        await onEverySend(rig, 'k-1', ({ status }) => expect(status).toBe(422), other)
      },
    },
  },
  'WhatsApp cannot be reached': {
    bare: (rig) => sendOutcome(rig, { outcome: 'not_sent' }),
  },
  'WhatsApp refuses the send': {
    bare: (rig) => sendOutcome(rig, { outcome: 'refused', code: '131031' }),
    given: {
      params: { code: '131026', status: 400 },
      show: (rig) => sendOutcome(rig, { outcome: 'refused', code: '131026' }),
    },
  },
  'WhatsApp does not answer': {
    bare: (rig) => sendOutcome(rig, { outcome: 'unknown' }),
  },
  'too many pictures are being converted': {
    async bare(rig) {
      const content = { type: 'IMAGE', attachments: [{ url: 'https://example.com/a.jpg' }] }
      expect(await hubSend(rig, content)).toMatchObject({
        status: 502,
        body: { errors: [{ subCode: 'MEDIA_PROCESSING_FAILED' }] },
      })
    },
  },
  'the signup code is refused': {
    async bare(rig) {
      expect(await hubConnect(rig)).toMatchObject({ status: 400, body: { error: 'Newport request failed' } })
    },
    given: {
      params: { channel_id: other, code: 'XYZ' },
      async show(rig) {
        const answered = await hubConnect(rig, { code: 'XYZ' }, other)
        expect(answered).toMatchObject({ status: 400, body: { error: 'Newport request failed' } })
      },
    },
  },
  'the pipeline is unknown': {
    async bare(rig) {
      const body = { pipeline_id: 'pip_01HXYZ' }
      const start = await rig.keebai('POST', '/v1/channels/whatsapp/connect', { body })
      expect(start).toMatchObject(keebaiError(404, 'PIPELINE_NOT_FOUND'))
      expect((await rig.keebai('POST', '/v1/channels/whatsapp/connect', { body: {} })).status).toBe(201)
    },
    given: {
      params: { pipeline_id: 'pip_77' },
      async show(rig, { pipeline_id }) {
        const start = await rig.keebai('POST', '/v1/channels/whatsapp/connect', { body: { pipeline_id } })
        expect(start).toMatchObject(keebaiError(404, 'PIPELINE_NOT_FOUND'))
      },
    },
  },
  'the server has a fault': {
    async bare(rig) {
      expect(await text(rig)).toMatchObject(keebaiError(500, 'INTERNAL_ERROR'))
      expect(await create(rig)).toMatchObject(hubError(500, 'Internal server error'))
    },
  },
  'the server is unavailable': {
    async bare(rig) {
      expect(await text(rig)).toMatchObject(keebaiError(503, 'SERVICE_UNAVAILABLE'))
      expect(await create(rig)).toMatchObject(hubError(503, 'Service unavailable'))
    },
  },
} satisfies Record<string, Check>
