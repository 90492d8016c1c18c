import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../flows/rig.ts'
import { channel, channels, hubText, keebaiError, me, readSession, sent, text } from './calls.ts'
import { openStageRig, type StageRig, strangersToken } from './stage-rig.ts'

let rig: StageRig
beforeAll(async () => {
  rig = await openStageRig({ control: 'own-port' })
})
afterAll(() => rig[Symbol.asyncDispose]())

test('the port is a gateway: it has no control API, no pages of the world and no hints', async () => {
  const { url, controlUrl, credentials } = rig.sandbox
  expect(controlUrl).not.toBe(url)
  for (const path of ['/_sandbox/credentials', '/_sandbox/provider-states', '/realms/x/en_US/sdk.js']) {
    expect(await call(url, 'GET', path)).toMatchObject(keebaiError(404, 'NOT_FOUND'))
  }
  const missing = await rig.keebai('GET', '/v1/channels/ch_01KS659CDKEPH8JW5P0Q59P0Y3', {
    token: credentials.keebai.token,
  })
  expect([missing.status, missing.headers.get('x-trunkline-hint')]).toEqual([404, null])
  const own = await call(controlUrl, 'GET', '/_sandbox/credentials')
  expect([own.status, own.body]).toEqual([200, credentials])
})

test('nobody acts without a token that was issued, in a run or out of it; those of the run do', async () => {
  expect((await me(rig)).status).toBe(401)
  const made = await rig.setUp('a connected Cloud API channel')
  expect((await me(rig)).status).toBe(401)
  expect(await text(rig, { token: String(made.token) })).toMatchObject(sent)
  expect((await hubText(rig, { token: String(made.secret_key) })).status).toBe(200)
  await rig.tearDown('')
  expect((await me(rig, made.token)).status).toBe(401)
})

test('a state issues the token it is given, so the token of a pact works', async () => {
  for (const _ of ['once', 'again']) {
    await rig.setUp('a completed connect session', { token: strangersToken, mode: 'qr' })
    expect(await readSession(rig)).toMatchObject({ status: 200, body: { status: 'completed' } })
    expect((await channels(rig)).body).toMatchObject({ data: [{ type: 'whatsapp_qr' }] })
    await rig.tearDown('')
    const hub = await rig.setUp('a connected Cloud API channel', { token: 'hm_sk_shop' })
    expect(hub.token).toBe('hm_sk_shop')
    expect((await hubText(rig, { token: 'hm_sk_shop' })).status).toBe(200)
    await rig.tearDown('')
  }
})

test('a state breaks this gateway until it is torn down', async () => {
  await rig.setUp('WhatsApp cannot be reached', { token: strangersToken })
  expect(await text(rig)).toMatchObject(keebaiError(502, 'UPSTREAM_ERROR', { outcome: 'not_sent' }))
  await rig.tearDown('')
  await rig.setUp('', { token: strangersToken })
  expect(await text(rig)).toMatchObject(sent)
  await rig.tearDown('')
})

test('tokens have the documented rate limit', async () => {
  const { token } = await rig.setUp('')
  const statuses = new Map<number, number>()
  for (let count = 0; count < 65; count += 1) {
    const { status } = await me(rig, token)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect([...statuses]).toEqual([
    [200, 60],
    [429, 5],
  ])
  await rig.tearDown('')
  const { token: next } = await rig.setUp('')
  expect((await me(rig, next)).status).toBe(200)
  await rig.tearDown('')
})

test('the company it begins with is not touched by states that ask for documented ids', async () => {
  const { keebai, channel: seeded } = rig.sandbox.credentials
  await rig.setUp('a connected Cloud API channel', { token: strangersToken })
  const list = await rig.keebai('GET', '/v1/channels', { token: keebai.token })
  expect(list.body).toMatchObject({ data: [{ id: seeded.id }] })
  expect((await channel(rig, seeded.id)).status).toBe(404)
  await rig.tearDown('')
  expect((await rig.keebai('GET', `/v1/channels/${seeded.id}`, { token: keebai.token })).status).toBe(200)
})
