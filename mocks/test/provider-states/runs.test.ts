import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../generated/keebai/types.gen.ts'
import { catalogue } from '../../provider-states/catalogue.ts'
import { wellKnownTokens } from '../../scenarios/documented.ts'
import { call } from '../flows/rig.ts'
import { alias, channel, channels, hubConnect, hubError, hubText, me, sent, session, text, uuid } from './calls.ts'
import { openStageRig, type StageRig, strangersToken } from './stage-rig.ts'

let rig: StageRig
beforeAll(async () => {
  rig = await openStageRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
/** Whatever a failed test has left. */
beforeEach(async () => {
  for (const _ of catalogue) await rig.tearDown('')
})

const cloud = 'a connected Cloud API channel'
const qr = 'a connected QR channel'
const other = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'
const ids = async () => ((await channels(rig)).body as { data: { id: string }[] }).data.map(({ id }) => id)
const company = async (token?: string) => ((await me(rig, token)).body as { company: { id: string } }).company.id

describe('a run', () => {
  test('lasts from the first set-up to the last tear-down', async () => {
    expect((await me(rig)).status).toBe(401)
    const first = await rig.setUp(cloud)
    const second = await rig.setUp('a webhook subscription')
    expect(second.company_id).toBe(first.company_id)
    expect(await company()).toBe(first.company_id)
    expect((await hubText(rig)).status).toBe(200)
    await rig.tearDown(cloud)
    expect(await company()).toBe(first.company_id)
    await rig.tearDown('a webhook subscription')
    expect((await me(rig)).status).toBe(401)
    expect((await hubText(rig)).status).toBe(401)
    expect((await me(rig, first.token)).status).toBe(401)
  })

  test('that is not torn down ends with the first set-up after a request', async () => {
    const first = await rig.setUp(cloud, { channel_id: other })
    expect(await text(rig)).toMatchObject(sent)
    const second = await rig.setUp('nothing exists')
    expect(second.company_id).not.toBe(first.company_id)
    expect(await ids()).toEqual([])
    await rig.tearDown('nothing exists')
    expect((await me(rig)).status).toBe(401)
  })

  test('that was used by a request without a token, or with a refused one, has been used too', async () => {
    for (const request of [() => me(rig, null), () => me(rig, 'nobody')]) {
      const first = await rig.setUp('an unknown token')
      expect((await request()).status).toBe(401)
      expect((await rig.setUp('')).company_id).not.toBe(first.company_id)
      expect((await me(rig)).status).toBe(200)
      await rig.tearDown('')
    }
  })

  test('of a state nobody knows is none', async () => {
    await rig.setUp(cloud)
    expect((await rig.change({ state: 'a chanel' })).status).toBe(400)
    const next = await rig.setUp('nothing exists')
    expect(next.channel_id).toBeUndefined()
    expect(await ids()).toEqual([])
    await rig.tearDown('nothing exists')
  })

  test('answers with what its company is made of, and what is answered works', async () => {
    const made = await rig.setUp(cloud)
    expect(made).toEqual({
      company_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      token: expect.stringMatching(/^kbai_pk_[0-9a-f]{64}$/),
      secret_key: expect.stringMatching(/^hm_sk_[0-9a-f]{64}$/),
      template_name: 'welcome_v2',
      channel_id: alias,
      channel_name: 'Soporte Chile',
      phone_number_id: '100000000000001',
      phone_number: '+56987654321',
      waba_id: '9876543210',
    })
    expect(await company(made.token)).toBe(made.company_id)
    expect((await hubText(rig, { token: String(made.secret_key) })).status).toBe(200)
  })
})

describe('several states', () => {
  test('are true together, and the documented channel is there only where none names another', async () => {
    await rig.setUp('a token', { scopes: ['channels:read'] })
    expect(await channel(rig, alias)).toMatchObject({ status: 200 })
    await rig.tearDown('a token')

    await rig.setUp('a token', { scopes: ['channels:read'] })
    await rig.setUp(cloud, { channel_id: other })
    expect(await ids()).toEqual([other])
    expect((await text(rig)).status).toBe(403)
  })

  test('each keep what they answered', async () => {
    const { session_id: pending } = await rig.setUp('a pending connect session')
    const { session_id: completed } = await rig.setUp('a completed connect session')
    const { phone_number_id: number } = await rig.setUp(cloud, { channel_id: other })
    const second = await rig.setUp(cloud, { channel_id: uuid })
    expect(pending).toBe(session)
    const statuses = [pending, completed].map((id) => rig.keebai('GET', `/v1/channels/whatsapp/connect/${id}`))
    const told = await Promise.all(statuses)
    expect(told.map(({ body }) => (body as { status: string }).status)).toEqual(['pending', 'completed'])
    expect(second.phone_number_id).not.toBe(number)
    for (const sender of [number, second.phone_number_id]) {
      expect(await text(rig, { number: String(sender) })).toMatchObject(sent)
    }
  })

  test('of one channel work on the same one', async () => {
    await rig.setUp('a channel that waits for its signup', { channel_id: uuid, code: 'ABC123DEF456' })
    await rig.setUp('the signup code is refused', { code: 'ABC123DEF456' })
    expect((await hubConnect(rig)).status).toBe(400)
    await rig.tearDown('')
    await rig.tearDown('')
    await rig.setUp('the signup code is refused')
    await rig.setUp('a channel that waits for its signup')
    expect((await hubConnect(rig)).status).toBe(400)
  })

  test('of which one breaks WhatsApp are made before it breaks', async () => {
    await rig.setUp('WhatsApp cannot be reached')
    await rig.setUp('a completed broadcast')
    await rig.setUp('a channel that waits for its signup')
    expect(await rig.keebai('GET', '/v1/messages/bulk/65f4b5c6d7e8f9a0b1c2d3e4')).toMatchObject({
      body: { status: 'COMPLETED' },
    })
    await rig.tearDown('')
    await rig.tearDown('')
    await rig.tearDown('')
    await rig.setUp('WhatsApp cannot be reached')
    await rig.setUp('a channel that waits for its signup')
    expect(await hubConnect(rig)).toMatchObject(hubError(502, 'Integration error', { outcome: 'not_sent' }))
  })

  test('may name a Cloud API channel and a QR channel', async () => {
    await rig.setUp(cloud)
    await rig.setUp(qr, { channel_id: other })
    expect(await ids()).toEqual([expect.stringMatching(/^ch_/), other])
    expect((await hubText(rig)).status).toBe(200)
    expect((await hubText(rig, { channel: other })).status).toBe(200)
  })
})

describe('the endpoint', () => {
  test('names the three nearest states for one it does not know', async () => {
    const refused = await rig.change({ state: 'a conected channel', action: 'setup' })
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'UNKNOWN_STATE' } } })
    const { nearest } = (refused.body as { error: { details: { nearest: string[] } } }).error.details
    expect(nearest).toHaveLength(3)
    expect(nearest).toContain('a connected QR channel')
    expect(nearest).toContain('a disconnected channel')
  })

  test('reads names whatever their case and spaces', async () => {
    await rig.setUp('  A  Connected cloud api\tCHANNEL ')
    expect((await channel(rig, alias)).status).toBe(200)
  })

  test('takes state, action and params from the query as well', async () => {
    const query = (text: string) => rig.change(undefined, `?${new URLSearchParams(text)}`)
    const made = await query(`state=${cloud}&action=setup&channel_id=${other}&name=Tienda`)
    expect(made).toMatchObject({ status: 200, body: { channel_id: other, channel_name: 'Tienda' } })
    expect(await ids()).toEqual([other])
    expect((await query('state=a chanel')).status).toBe(400)
    expect(await query(`state=${cloud}&action=teardown`)).toMatchObject({ status: 200, body: {} })
    expect((await me(rig)).status).toBe(401)
  })

  test('does not care who calls', async () => {
    const init = { token: strangersToken, body: { state: 'nothing exists', consumer: 'shop', states: ['x'] } }
    const answered = await call(rig.sandbox.url, 'POST', '/_sandbox/provider-states', init)
    expect(answered.status).toBe(200)
  })

  test.each([
    [cloud, { channel_id: 'chan-1' }, 'channel_id'],
    [cloud, { phone_number_id: 'pn_1' }, 'phone_number_id'],
    [cloud, { phone_number: '12' }, 'phone_number'],
    [cloud, { channel_id: { id: 1 } }, 'channel_id'],
    ['a pending connect session', { mode: 'QR' }, 'mode'],
    ['a completed broadcast', { broadcast_id: 'b-1' }, 'broadcast_id'],
    ['WhatsApp refuses the send', { code: 'x' }, 'code'],
    ['a webhook subscription', { events: [1] }, 'events'],
    ['a token', { scopes: ['messages:shout'] }, 'scope'],
  ])('says what is wrong with a param of "%s": %o', async (name, params, about) => {
    const refused = await rig.change({ state: name, params })
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } })
    expect((refused.body as { message: string }).message).toContain(about)
    await rig.setUp(name)
    await rig.tearDown(name)
  })

  test('lists the catalogue', async () => {
    const { status, body } = await call(rig.sandbox.url, 'GET', '/_sandbox/provider-states')
    expect([status, body]).toMatchObject([200, { data: catalogue, common_params: [{ name: 'token' }, {}, {}] }])
  })
})

describe('everybody else', () => {
  const asSeeded = { token: wellKnownTokens.keebai }

  test('has a company that no state touches, whatever ids it asks for', async () => {
    const channelsNow = async () => {
      const { body } = await rig.keebai('GET', '/v1/channels', asSeeded)
      const { data } = body as { data: Channel[] }
      // Its own sends below are reported on.
      return data.map((one) => ({ ...one, connection: one.connection.state }))
    }
    const before = await channelsNow()
    for (const state of [cloud, 'WhatsApp cannot be reached', 'the server has a fault', 'the pipeline is unknown']) {
      await rig.setUp(state)
      const body = { phone_number_id: '100000000000001', to: '+5491155555555', text: 'Hola' }
      expect(await rig.keebai('POST', '/v1/messages/text', { ...asSeeded, body })).toMatchObject(sent)
      const start = { body: { pipeline_id: 'pip_1' }, ...asSeeded }
      expect((await rig.keebai('POST', '/v1/channels/whatsapp/connect', start)).status).toBe(201)
      await rig.tearDown(state)
    }
    expect(await channelsNow()).toEqual(before)
  })

  test('does not see what a run does', async () => {
    await rig.setUp('the rate limit is reached')
    expect((await me(rig)).status).toBe(429)
    expect((await me(rig, wellKnownTokens.keebai)).status).toBe(200)
    const requests = await call(rig.sandbox.url, 'GET', '/_sandbox/requests', asSeeded)
    expect(JSON.stringify(requests.body)).not.toContain('429')
  })

  test('of another sandbox has another run', async () => {
    await using second = await openStageRig()
    await Promise.all([rig.setUp(cloud, { channel_id: other }), second.setUp('nothing exists')])
    expect(await ids()).toEqual([other])
    expect((await channels(second)).body).toMatchObject({ data: [] })
    await second.tearDown('nothing exists')
    expect((await me(second)).status).toBe(401)
    expect((await me(rig)).status).toBe(200)
  })
})

describe('the control API', () => {
  test('moves the world of the run for the token of the run', async () => {
    const { token } = await rig.setUp(cloud)
    await hubText(rig)
    const inbox = (init: { token?: string }) =>
      call(rig.sandbox.url, 'GET', '/_sandbox/phones/+5511999999999/messages', init)
    expect((await inbox({ token: String(token) })).body).toMatchObject({ data: [{ text: 'Olá!' }] })
    expect((await inbox({ token: strangersToken })).body).toMatchObject({ data: [{ text: 'Olá!' }] })
    expect((await inbox({})).body).toEqual({ data: [] })

    const clock = async (init: object) => {
      const { body } = await call(rig.sandbox.url, 'GET', '/_sandbox/clock', init)
      return Date.parse((body as { now: string }).now)
    }
    const body = { by: 'PT25H' }
    await call(rig.sandbox.url, 'POST', '/_sandbox/clock/advance', { token: String(token), body })
    expect(await hubText(rig)).toMatchObject(hubError(422, 'Conversation window is closed'))
    expect(await clock({})).toBeLessThan(Date.now() + 3_600_000)
    await rig.tearDown(cloud)
    expect(await clock({})).toBeLessThan(Date.now() + 3_600_000)
    await rig.setUp(cloud)
    expect((await hubText(rig)).status).toBe(200)
  })

  test('links to a portal that knows the session', async () => {
    await rig.setUp('')
    const { body } = await rig.keebai('POST', '/v1/channels/whatsapp/connect', { body: {} })
    const page = await fetch((body as { verification_uri: string }).verification_uri)
    expect(page.status).toBe(200)
    const ended = await fetch((body as { verification_uri: string }).verification_uri.replace(/cs_./, 'cs_0'))
    expect(ended.status).toBe(404)
  })
})
