import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { answer, type Company, call, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const poll = (company: Company, session_id: string) =>
  answer(keebai.getWhatsAppConnect({ client: company.api, path: { session_id } }))
const numberOf = (company: Company, id: string) =>
  rig.sandbox.world.graph.numbers(company.company_id).find(({ phoneNumberId }) => phoneNumberId === id)

test('a signup is started with a link to the portal, 15 minutes and a pause for polling', async () => {
  const { api, call } = await rig.company()
  const started = await answer(keebai.startWhatsAppConnect({ client: api }))
  expect(started.status).toBe(201)
  expect(started.body).toEqual({
    session_id: expect.stringMatching(/^cs_[0-9A-HJKMNP-TV-Z]{26}$/),
    verification_uri: expect.stringMatching(
      new RegExp(`^${rig.url}/connect/whatsapp\\?session=cs_[0-9A-HJKMNP-TV-Z]{26}$`),
    ),
    expires_in: 900,
    poll_interval: 5,
  })
  const body = { mode: 'embedded_signup', name: 'Soporte Chile', pipeline_id: null, coexistence_enabled: false }
  expect((await call('POST', '/v1/channels/whatsapp/connect', { body })).status).toBe(201)
  expect((await call('POST', '/v1/channels/whatsapp/connect')).status).toBe(201)
})

test('the link is absolute under the public address of the gateway', async () => {
  await using behind = await openRig({ publicUrl: 'https://connect.example.com' })
  const { verification_uri } = (await unwrap(keebai.startWhatsAppConnect({ client: behind.seeded.api }))) as {
    verification_uri: string
  }
  expect(verification_uri).toMatch(/^https:\/\/connect\.example\.com\/connect\/whatsapp\?session=cs_/)
})

test('a signup the person finishes goes from pending to completed with its channel', async () => {
  const company = await rig.company()
  const session = await company.connect({ name: 'Ignored' })
  expect((await poll(company, session)).body).toEqual({ status: 'pending', mode: 'embedded_signup' })
  const done = await company.complete(session)
  expect(done.status).toBe(200)
  const { phone_number_id, phone_number, waba_id } = done.body as Record<string, string>
  const polled = await poll(company, session)
  expect(polled.body).toEqual({
    status: 'completed',
    mode: 'embedded_signup',
    channel: {
      id: expect.stringMatching(/^ch_/),
      name: 'Demo',
      type: 'whatsapp',
      is_active: true,
      phone_number,
      phone_number_id,
      business_account_id: waba_id,
    },
  })
  const { channel } = polled.body as { channel: { id: string } }
  expect(await company.readChannel(channel.id)).toMatchObject({ ...channel, created_at: expect.stringMatching(/Z$/) })
  const { data: numbers } = await unwrap(keebai.listWhatsAppNumbers({ client: company.api }))
  expect(numbers).toContainEqual({
    id: phone_number_id,
    phone_number,
    waba_id,
    channel_id: channel.id,
    status: 'active',
    connection_type: 'cloud_api',
    connection: { state: 'open', since: expect.any(String), code: null, next_attempt_at: null, last_inbound_at: null },
  })
  expect(numberOf(company, phone_number_id ?? '')).toMatchObject({ registered: true, coexistence: false })
})

test('a channel that was just signed up sends and receives at once', async () => {
  const company = await rig.company()
  const session = await company.connect()
  const { phone_number, phone_number_id } = (await company.complete(session)).body as Record<string, string>
  await company.phone('+5491166660001', 'Ana')
  await company.write('+5491166660001', phone_number ?? '', 'hola')
  const body = { phone_number_id, to: '+5491166660001', text: 'bienvenida' }
  expect((await answer(keebai.sendTextMessage({ client: company.api, body }))).status).toBe(202)
  expect((await company.inbox('+5491166660001')).map(({ direction, text }) => [direction, text])).toEqual([
    ['out', 'hola'],
    ['in', 'bienvenida'],
  ])
})

test('a signup the person cancels is cancelled, and can be finished no more', async () => {
  const company = await rig.company()
  const session = await company.connect()
  const cancelled = await answer(control.cancelSignup({ client: company.control, path: { session_id: session } }))
  expect(cancelled).toMatchObject({ status: 200, body: { session_id: session, status: 'cancelled' } })
  expect((await poll(company, session)).body).toEqual({ status: 'cancelled', mode: 'embedded_signup' })
  expect((await company.complete(session)).status).toBe(409)
  expect((await poll(company, session)).body).toMatchObject({ status: 'cancelled' })
})

test('a finished signup cannot be cancelled afterwards', async () => {
  const company = await rig.company()
  const session = await company.connect()
  await company.complete(session)
  const cancelled = await answer(control.cancelSignup({ client: company.control, path: { session_id: session } }))
  expect(cancelled).toMatchObject(refusal(409, 'SESSION_NOT_PENDING'))
  expect((await poll(company, session)).body).toMatchObject({ status: 'completed' })
})

test('a signup nobody finishes expires after 15 minutes, not earlier', async () => {
  const company = await rig.company()
  const session = await company.connect()
  await rig.advance('PT14M30S')
  expect((await poll(company, session)).body).toMatchObject({ status: 'pending' })
  await rig.advance('PT31S')
  expect((await poll(company, session)).body).toEqual({ status: 'expired', mode: 'embedded_signup' })
  expect((await company.complete(session)).status).toBe(409)
  const { data } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(data).toHaveLength(1)
})

test('an ended signup can be read for 24 hours', async () => {
  const company = await rig.company()
  const session = await company.connect()
  await company.complete(session)
  await rig.advance('PT23H')
  expect((await poll(company, session)).body).toMatchObject({ status: 'completed' })
  await rig.advance('PT61M')
  expect(await poll(company, session)).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
})

test('a session nobody knows and one of another company are the same 404', async () => {
  const [mine, theirs] = [await rig.company(), await rig.company()]
  const session = await theirs.connect()
  const foreign = await poll(mine, session)
  const unknown = await poll(mine, 'cs_00000000000000000000000000')
  expect(foreign).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
  expect(foreign.body).toEqual(unknown.body)
})

test('under coexistence the number is not registered and both syncs of the app are started', async () => {
  const company = await rig.company()
  await company.phone('+5491166660002', 'Berta')
  const session = await company.connect({ coexistence_enabled: true })
  const done = await company.complete(session, { coexistence: true })
  expect(done).toMatchObject({ status: 200, body: { coexistence: true } })
  const { phone_number_id = '' } = done.body as Record<string, string>
  expect(numberOf(company, phone_number_id)).toMatchObject({
    coexistence: true,
    syncs: ['smb_app_state_sync', 'history'],
  })
  expect((await poll(company, session)).body).toMatchObject({ status: 'completed' })
})

test('finishing twice at once makes one channel', async () => {
  const company = await rig.company()
  const session = await company.connect()
  const both = await Promise.all([company.complete(session), company.complete(session)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const { data } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(data).toHaveLength(2)
})

test('a code of nobody, and one used before, finish nothing and leave the signup open', async () => {
  const company = await rig.company()
  const session = await company.connect()
  const result = await unwrap(control.createSignupResult({ client: company.control }))
  const finish = (code: string) =>
    call(rig.url, 'POST', '/connect/whatsapp/complete', {
      body: { session, code, waba_id: result.wabaId, phone_number_id: result.phoneId },
    })
  const wrong = await finish('nonsense')
  expect(wrong.status).toBeGreaterThanOrEqual(400)
  expect(wrong.body).toMatchObject({ error: { code: 'SIGNUP_CODE_REFUSED' } })
  expect((await poll(company, session)).body).toMatchObject({ status: 'pending' })
  expect((await finish(result.code)).status).toBe(200)
  const other = await company.connect()
  const used = await call(rig.url, 'POST', '/connect/whatsapp/complete', {
    body: { session: other, code: result.code, waba_id: result.wabaId, phone_number_id: result.phoneId },
  })
  expect(used.body).toMatchObject({ error: { code: 'SIGNUP_CODE_REFUSED' } })
  expect((await poll(company, other)).body).toMatchObject({ status: 'pending' })
})

test('a code older than 30 seconds is refused', async () => {
  const company = await rig.company()
  const session = await company.connect()
  const { wabaId, phoneId, code } = await unwrap(control.createSignupResult({ client: company.control }))
  await rig.advance('PT31S')
  const late = await call(rig.url, 'POST', '/connect/whatsapp/complete', {
    body: { session, code, waba_id: wabaId, phone_number_id: phoneId },
  })
  expect(late.body).toMatchObject({ error: { code: 'SIGNUP_CODE_REFUSED' } })
})

test('a number that is active in another company is refused, and stays theirs', async () => {
  const [mine, theirs] = [await rig.company(), await rig.company()]
  const session = await mine.connect()
  const refused = await mine.complete(session, { phone_number_id: theirs.channel.phone_number_id })
  expect(refused).toMatchObject(refusal(422, 'CHANNEL_ALREADY_CONNECTED'))
  expect((await poll(mine, session)).body).toMatchObject({ status: 'pending' })
  expect((await theirs.readChannel(theirs.channel.id)).is_active).toBe(true)
  expect((await unwrap(keebai.listChannels({ client: mine.api }))).data).toHaveLength(1)
})

test('connecting a number again in its company reactivates the same channel', async () => {
  const company = await rig.company()
  const first = await company.connect()
  const { phone_number_id } = (await company.complete(first)).body as Record<string, string>
  const again = await company.connect()
  expect(await company.complete(again, { phone_number_id })).toMatchObject({ status: 200, body: { phone_number_id } })
  const [one, two] = [await poll(company, first), await poll(company, again)]
  expect((two.body as { channel: object }).channel).toEqual((one.body as { channel: object }).channel)
  expect((await unwrap(keebai.listChannels({ client: company.api }))).data).toHaveLength(2)
})

test('each finished signup brings a fresh number, unless one is named', async () => {
  const company = await rig.company()
  const numbers = new Set<unknown>()
  for (let round = 0; round < 3; round += 1) {
    numbers.add(((await company.complete(await company.connect())).body as Record<string, string>).phone_number)
  }
  expect(numbers.size).toBe(3)
  const named = { waba_id: '777000777', phone_number_id: '777000778' }
  expect((await company.complete(await company.connect(), named)).body).toMatchObject(named)
})

test('Meta being down while the person finishes leaves the signup pending', async () => {
  const company = await rig.company()
  const session = await company.connect()
  await company.fault({ target: 'graph', kind: 'error', status: 500, code: 2 })
  expect((await company.complete(session)).status).toBeGreaterThanOrEqual(500)
  expect((await poll(company, session)).body).toMatchObject({ status: 'pending' })
  await company.clearFaults()
  expect((await company.complete(session)).status).toBe(200)
})

test('any pipeline is taken where none are listed', async () => {
  const company = await rig.company()
  const started = await answer(
    keebai.startWhatsAppConnect({ client: company.api, body: { pipeline_id: 'pip_01HXYZ' } }),
  )
  expect(started.status).toBe(201)
})

test('a control call acts on sessions of its own company only', async () => {
  const [mine, theirs] = [await rig.company(), await rig.company()]
  const session = await theirs.connect()
  expect(await mine.complete(session)).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
  const cancelled = await answer(control.cancelSignup({ client: mine.control, path: { session_id: session } }))
  expect(cancelled).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
  expect((await poll(theirs, session)).body).toMatchObject({ status: 'pending' })
})
