import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { wellKnownTokens } from '../../scenarios/documented.ts'
import { answer, call, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

test('without a token the control API acts on the seeded company, whose credentials are fixed', async () => {
  const { body } = await call(rig.url, 'GET', '/_sandbox/credentials')
  expect(body).toEqual({
    company_id: expect.any(String),
    keebai: { token: wellKnownTokens.keebai },
    hubmessage: { secret_key: wellKnownTokens.hubmessageSecret, public_key: wellKnownTokens.hubmessagePublic },
    channel: {
      id: expect.stringMatching(/^ch_/),
      phone_number_id: '100000000000001',
      phone_number: '+56987654321',
      waba_id: '9876543210',
    },
    template: { name: 'welcome_v2', language: 'es', variables: ['nombre', 'monto'] },
  })
})

test('a control call acts on the company of its token, of either surface, and an unknown token is 401', async () => {
  const company = await rig.company()
  for (const token of [company.keebai.token, company.hubmessage.secret_key]) {
    const { body } = await call(rig.url, 'GET', '/_sandbox/credentials', { token })
    expect(body).toMatchObject({ company_id: company.company_id })
  }
  expect(await call(rig.url, 'GET', '/_sandbox/credentials', { token: 'kbai_pk_nobody' })).toMatchObject(
    refusal(401, 'UNAUTHORIZED'),
  )
})

test('a fresh company is whole: tokens, a connected channel with an open window, an approved template', async () => {
  const [one, other] = [await rig.company(), await rig.company()]
  expect(one.company_id).not.toBe(other.company_id)
  expect(one.channel).not.toEqual(other.channel)
  const { phone_number_id } = one.channel
  const send = { phone_number_id, to: '+5491155555555' }
  expect((await answer(keebai.sendTextMessage({ client: one.api, body: { ...send, text: 'x' } }))).status).toBe(202)
  const { name: template_name, language, variables } = one.template
  const values = Object.fromEntries(variables.map((name) => [name, 'x']))
  const body = { ...send, template_name, language, variables: values }
  expect((await answer(keebai.sendTemplateMessage({ client: one.api, body }))).status).toBe(202)
})

test('a phone is made, renamed by making it again, and found with or without the plus', async () => {
  const company = await rig.company()
  const create = (number: string, name: string) =>
    answer(control.createPhone({ client: company.control, body: { number, name } }))
  expect(await create('+5491177770001', 'Ana')).toMatchObject({
    status: 201,
    body: { number: '+5491177770001', name: 'Ana', reads: true },
  })
  expect(await create('5491177770001', 'Ana María')).toMatchObject({ status: 201, body: { name: 'Ana María' } })
  const { data } = await unwrap(control.listPhones({ client: company.control }))
  expect(data.filter(({ number }) => number === '+5491177770001')).toHaveLength(1)
  for (const number of ['+5491177770001', '5491177770001', '%2B5491177770001']) {
    expect((await company.call('GET', `/_sandbox/phones/${number}/messages`)).body).toEqual({ data: [] })
  }
  expect((await create('nope', 'x')).status).toBe(400)
})

test('a phone shows its messages oldest first, as its owner sees them', async () => {
  const company = await rig.company()
  await company.phone('+5491177770002', 'Ana')
  await company.write('+5491177770002', company.channel.phone_number, 'uno')
  const { phone_number_id } = company.channel
  const body = { phone_number_id, to: '+5491177770002', text: 'dos' }
  await unwrap(keebai.sendTextMessage({ client: company.api, body }))
  await company.write('+5491177770002', company.channel.phone_number, 'tres')
  const inbox = await company.inbox('+5491177770002')
  expect(inbox.map(({ direction, from, to, type, text }) => [direction, from, to, type, text])).toEqual([
    ['out', '+5491177770002', company.channel.phone_number, 'text', 'uno'],
    ['in', company.channel.phone_number, '+5491177770002', 'text', 'dos'],
    ['out', '+5491177770002', company.channel.phone_number, 'text', 'tres'],
  ])
  const times = inbox.map(({ at }) => at)
  expect(times).toEqual([...times].sort())
})

test('phones nobody has are 404', async () => {
  const company = await rig.company()
  const path = '/_sandbox/phones/+5491100000001'
  expect(await company.call('GET', `${path}/messages`)).toMatchObject(refusal(404, 'PHONE_NOT_FOUND'))
  const text = { to: company.channel.phone_number, text: 'x' }
  expect(await company.call('POST', `${path}/messages`, { body: text })).toMatchObject(refusal(404, 'PHONE_NOT_FOUND'))
  expect(await company.call('POST', `${path}/unlink`, { body: { all: true } })).toMatchObject(
    refusal(404, 'PHONE_NOT_FOUND'),
  )
  expect(await company.call('POST', `${path}/scan`, { body: { qr: 'x' } })).toMatchObject({
    status: expect.any(Number),
  })
})

test('requests lists what the company asked, oldest first', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  await company.call('GET', '/v1/channels?type=whatsapp')
  await company.call('POST', '/v1/messages/text', { body: {} })
  await company.call('GET', '/v1/nope')
  await company.call('POST', '/hubmessage/v1/channels', { token: company.hubmessage.secret_key, body: {} })
  await stranger.call('GET', '/v1/me')
  const { data } = await unwrap(control.listRequests({ client: company.control }))
  expect(data.map(({ method, path, operation_id, status }) => [method, path, operation_id, status])).toEqual([
    ['GET', '/v1/channels', 'listChannels', 200],
    ['POST', '/v1/messages/text', 'sendTextMessage', 400],
    ['POST', '/hubmessage/v1/channels', 'createChannel', 400],
  ])
})

test('a refusal says what to do about it', async () => {
  const company = await rig.company()
  await company.phone('+5491177770003', 'Ana')
  const hub = (identifier: string) =>
    company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
      token: company.hubmessage.secret_key,
      body: { recipient: { identifier }, content: { type: 'TEXT', body: { message: 'x' } } },
    })
  const closed = await hub('5491177770003')
  expect(closed.status).toBe(422)
  expect(closed.headers.get('x-trunkline-hint')).toContain('/_sandbox/phones/{number}/messages')
  const unknown = await company.call('GET', '/v1/channels/nope')
  expect(unknown.headers.get('x-trunkline-hint')).toBeTruthy()
})

test('reset brings the company back to its seed with the same credentials, and no other company', async () => {
  const [company, bystander] = [await rig.company(), await rig.company()]
  const paired = await company.pair('+5491155555555')
  await company.complete(await company.connect())
  const session = await company.connect()
  await bystander.write('+5491155555555', bystander.channel.phone_number, 'sigo')
  const after = await answer(control.resetSandbox({ client: company.control }))
  const { company_id, keebai: tokens, hubmessage, channel, template } = company
  expect(after).toMatchObject({ status: 200, body: { company_id, keebai: tokens, hubmessage, channel, template } })
  const { data: channels } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(channels.map(({ id }) => id)).toEqual([channel.id])
  expect((await company.call('GET', `/v1/channels/${paired.id}`)).status).toBe(404)
  expect((await company.call('GET', `/v1/channels/whatsapp/connect/${session}`)).status).toBe(404)
  expect(await company.inbox('+5491155555555')).toEqual([])
  expect((await unwrap(control.listRequests({ client: company.control }))).data.map(({ path }) => path)).not.toContain(
    '/v1/channels/whatsapp/connect',
  )
  expect(await bystander.inbox('+5491155555555')).toHaveLength(1)
  expect((await company.pair('+5491155555555')).is_active).toBe(true)
})

test('reset is taken while pairings and sends are under way', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  await pairing.qr()
  const { phone_number_id } = company.channel
  const sends = Array.from({ length: 5 }, () =>
    answer(keebai.sendTextMessage({ client: company.api, body: { phone_number_id, to: '+5491155555555', text: 'x' } })),
  )
  const [reset] = await Promise.all([answer(control.resetSandbox({ client: company.control })), ...sends])
  expect(reset.status).toBe(200)
  expect((await answer(keebai.getMe({ client: company.api }))).status).toBe(200)
})

test('a seed adds companies, tokens, channels with given ids, phones, windows and templates', async () => {
  const company = await rig.company()
  const token = `kbai_pk_${'ab'.repeat(32)}`
  const receipt = await company.call('POST', '/_sandbox/seed', {
    body: {
      phones: [{ number: '+5491177770004', name: 'Sembrada' }],
      channels: [{ id: '75a1f2b3c4d5e6f7a8b9c0d1', phone_number: '+56911110001', phone_number_id: '300000000000001' }],
      windows: [{ channel_id: '75a1f2b3c4d5e6f7a8b9c0d1', phone: '+5491177770004', expires_in: 3600 }],
      templates: [{ name: 'sembrada', language: 'es', body: 'Hola {{nombre}}' }],
      companies: [{ name: 'Otra', tokens: [{ token }], channels: [{ id: '85a1f2b3c4d5e6f7a8b9c0d1' }] }],
    },
  })
  expect(receipt).toMatchObject({
    status: 201,
    body: { companies: 1, tokens: 1, channels: 2, phones: 1, windows: 1, templates: 1 },
  })
  const send = { channel_id: '75a1f2b3c4d5e6f7a8b9c0d1', to: '+5491177770004' }
  const text = await answer(keebai.sendTextMessage({ client: company.api, body: { ...send, text: 'x' } }))
  expect(await company.ended((text.body as { broadcast_id: string }).broadcast_id)).toMatchObject({
    status: 'COMPLETED',
  })
  const body = { ...send, template_name: 'sembrada', language: 'es', variables: { nombre: 'Ana' } }
  const template = await answer(keebai.sendTemplateMessage({ client: company.api, body }))
  expect(await company.ended((template.body as { broadcast_id: string }).broadcast_id)).toMatchObject({
    status: 'COMPLETED',
  })
  expect((await call(rig.url, 'GET', '/v1/me', { token })).body).toMatchObject({ company: { name: 'Otra' } })
  await rig.advance('PT61M')
  const late = await answer(keebai.sendTextMessage({ client: company.api, body: { ...send, text: 'x' } }))
  expect(await company.ended((late.body as { broadcast_id: string }).broadcast_id)).toMatchObject({ status: 'FAILED' })
})

test.each([
  [{ phone: [] }, '/body/phone'],
  [{ phones: [{ number: '+5491177770005', name: 'x', colour: 'red' }] }, '/body/phones/0/colour'],
  [{ companies: [{ name: 'x', channels: [{ id: 'ch_x', nope: 1 }] }] }, '/body/companies/0/channels/0/nope'],
])('a seed with an unknown key is an error that names it, and nothing of it is sown: %j', async (body, path) => {
  const company = await rig.company()
  const refused = await company.call('POST', '/_sandbox/seed', { body })
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
  expect(JSON.stringify(refused.body)).toContain(path)
  expect(
    (await unwrap(control.listPhones({ client: company.control }))).data.map(({ number }) => number),
  ).not.toContain('+5491177770005')
})

test('a sandbox can start with a seed', async () => {
  await using seeded = await openRig({ seed: { phones: [{ number: '+5491177770006', name: 'De entrada' }] } })
  const { data } = await unwrap(control.listPhones({ client: seeded.seeded.control }))
  expect(data.map(({ name }) => name)).toContain('De entrada')
})

test('companion_reg_refresh is no fault of Graph', async () => {
  const company = await rig.company()
  const body = { target: 'graph', kind: 'companion_reg_refresh' }
  expect(await company.call('POST', '/_sandbox/faults', { body })).toMatchObject(refusal(400, 'BAD_REQUEST'))
})

test('a fault of one company does not touch another', async () => {
  const [company, bystander] = [await rig.company(), await rig.company()]
  await company.fault({ target: 'graph', kind: 'error', status: 400, code: 131031 })
  const send = (who: typeof company) =>
    answer(
      keebai.sendTextMessage({
        client: who.api,
        body: { phone_number_id: who.channel.phone_number_id, to: '+5491155555555', text: 'x' },
      }),
    )
  expect([(await send(company)).status, (await send(bystander)).status]).toEqual([502, 202])
  expect((await company.call('DELETE', '/_sandbox/faults')).status).toBe(204)
  expect((await send(company)).status).toBe(202)
})

test('health, readiness and both documents are served without a token', async () => {
  await rig.sandbox.ready
  for (const path of ['/healthz', '/readyz', '/v1/docs-json', '/hubmessage/openapi.json']) {
    expect((await call(rig.url, 'GET', path)).status, path).toBe(200)
  }
})
