import { expect, test } from 'vitest'
import { dataIn, policyOf, startPortal } from './test/rig.ts'

test('the page of a pending session carries what the dialog needs, no more, and lets in only Meta', async () => {
  await using portal = await startPortal()
  const answer = await portal.get(`?session=${await portal.session()}`)
  expect(answer.status).toBe(200)
  expect(dataIn(await answer.text())).toEqual({
    view: expect.objectContaining({ status: 'pending' }),
    sdkUrl: `https://sdk.example/${portal.company}/sdk.js`,
    messageOrigins: ['https://dialog.example'],
    appId: 'app',
    configId: 'config',
    graphVersion: 'v26.0',
    coexistence: false,
  })
  const headers = Object.fromEntries(answer.headers)
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'x-content-type-options': 'nosniff',
  })
  expect(headers['content-security-policy']).toMatch(/script-src 'nonce-[\w+/=]+' https:\/\/sdk\.example;/)
  expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
  expect(headers['content-security-policy']).not.toMatch(/unsafe/)
})

test('every page has a nonce of its own', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  const policies = await Promise.all([1, 2].map(async () => policyOf(await portal.get(`?session=${session}`))))
  expect(policies[0]).not.toBe(policies[1])
})

test.each(['?session=cs_00000000000000000000000000', '?session=', '', '?session=%00', '?session=a&session=b'])(
  'an unknown link %s is a page with 404, and says nothing of Meta',
  async (query) => {
    await using portal = await startPortal()
    const answer = await portal.get(query)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toMatch(/This link does not work/)
    expect(policyOf(answer)).not.toMatch(/facebook/)
  },
)

test('a QR session has no page', async () => {
  await using portal = await startPortal()
  expect((await portal.get(`?session=${await portal.pairing()}`)).status).toBe(404)
  expect((await portal.get(`/status?session=${await portal.pairing()}`)).status).toBe(404)
})

test('a completed signup shows its number, to the page and to whoever loads it later', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  const answer = await portal.post('complete', { session, code: 'good', waba_id: '42', phone_number_id: '7' })
  const channel = { id: expect.stringMatching(/^ch_/), name: 'Shop', phone_number: '+15555555555', coexistence: false }
  const view = { status: 'completed', heading: 'Your number is connected', text: expect.any(String), channel }
  expect([answer.status, await answer.json()]).toEqual([200, view])
  expect(await (await portal.get(`/status?session=${session}`)).json()).toEqual(view)
  expect(dataIn(await (await portal.get(`?session=${session}`)).text())).toEqual({ view })
})

test('finished twice at once, a session makes one channel', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  const answers = await Promise.all([1, 2].map(() => portal.post('complete', { session, code: 'good' })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await portal.channels()).toHaveLength(1)
})

test('a cancelled session stays cancelled', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  expect(await (await portal.post('cancel', { session })).json()).toMatchObject({ status: 'cancelled' })
  const late = await portal.post('complete', { session, code: 'good' })
  expect([late.status, await late.json()]).toMatchObject([
    409,
    { error: { code: 'SESSION_NOT_PENDING', retry: false } },
  ])
  expect(await (await portal.get(`/status?session=${session}`)).json()).toMatchObject({ status: 'cancelled' })
})

test('a session is over after 15 minutes', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  await portal.clock.shift(900_000)
  expect(await (await portal.get(`/status?session=${session}`)).json()).toMatchObject({ status: 'expired' })
  expect((await portal.post('complete', { session, code: 'good' })).status).toBe(409)
})

test.each([
  ['refused', 422, 'SIGNUP_CODE_REFUSED'],
  ['down', 502, 'UPSTREAM_ERROR'],
  ['error', 502, 'UPSTREAM_ERROR'],
])('a code that is %s leaves the session open for another try', async (code, status, name) => {
  await using portal = await startPortal()
  const session = await portal.session()
  const answer = await portal.post('complete', { session, code })
  expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code: name, retry: true } }])
  expect((await portal.post('complete', { session, code: 'good' })).status).toBe(200)
})

test("another company's number and a foreign account are told apart", async () => {
  await using portal = await startPortal()
  const complete = async (facts: object, company?: string) =>
    (await portal.post('complete', { session: await portal.session(company), code: 'good', ...facts })).json()
  expect(await complete({ waba_id: '43' })).toMatchObject({ error: { code: 'SIGNUP_ASSETS_MISMATCH' } })
  expect(await complete({})).toMatchObject({ status: 'completed' })
  expect(await complete({}, 'other')).toMatchObject({
    error: { code: 'CHANNEL_ALREADY_CONNECTED', message: expect.stringMatching(/\+15555555555 .*another company/) },
  })
})

test.each([
  [{}, /session/],
  [{ session: 7, code: 'good' }, /session/],
  [{ session: 'x' }, /code/],
  [{ session: 'x', code: 'a\0b' }, /code/],
  [{ session: 'x', code: 'good', waba_id: 42 }, /waba_id/],
  [{ session: 'x', code: 'good', phone_number_id: '../1' }, /phone_number_id/],
  [{ session: 'x', code: 'good', coexistence: 'yes' }, /coexistence/],
  [[], /object/],
])('a body %j is 400 and says why', async (body, message) => {
  await using portal = await startPortal()
  const answer = await portal.post('complete', body)
  const error = { code: 'INVALID_REQUEST', message: expect.stringMatching(message) }
  expect([answer.status, await answer.json()]).toMatchObject([400, { error }])
})

test.each([
  ['malformed JSON', '{', { 'content-type': 'application/json' }, 400],
  ['a form', 'session=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['plain text', '{}', { 'content-type': 'text/plain' }, 415],
  ['a long body', JSON.stringify('x'.repeat(20_000)), { 'content-type': 'application/json' }, 413],
])('%s is refused in JSON', async (_, body, headers, status) => {
  await using portal = await startPortal()
  const answer = await fetch(`${portal.url}/complete`, { method: 'POST', body, headers })
  expect([answer.status, await answer.json()]).toMatchObject([status, { error: { message: expect.any(String) } }])
})

test('another site cannot finish or cancel a session', async () => {
  await using portal = await startPortal()
  const session = await portal.session()
  for (const origin of ['https://evil.example', 'null']) {
    expect((await portal.post('cancel', { session }, { origin })).status).toBe(403)
    expect((await portal.post('complete', { session, code: 'good' }, { origin })).status).toBe(403)
  }
  expect(await (await portal.get(`/status?session=${session}`)).json()).toMatchObject({ status: 'pending' })
  expect((await portal.post('cancel', { session }, { origin: new URL(portal.url).origin })).status).toBe(200)
})

test('behind a public URL that URL is the own origin', async () => {
  await using portal = await startPortal({ publicUrl: 'https://connect.example/base' })
  const session = await portal.session()
  expect((await portal.post('cancel', { session }, { origin: new URL(portal.url).origin })).status).toBe(403)
  expect((await portal.post('cancel', { session }, { origin: 'https://connect.example' })).status).toBe(200)
})

test('wrong methods are 405, a fault is a plain 500', async () => {
  await using portal = await startPortal()
  expect((await portal.post('', {})).status).toBe(405)
  expect((await portal.get('/complete')).status).toBe(405)
  const answer = await portal.post('complete', { session: await portal.session(), code: 'broken' })
  expect([answer.status, await answer.json()]).toMatchObject([500, { error: { code: 'INTERNAL_ERROR' } }])
  expect(portal.faults).toHaveLength(1)
})
