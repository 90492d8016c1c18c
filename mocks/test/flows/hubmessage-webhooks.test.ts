import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import type { CreateChannelWebhookRequest } from '../../../generated/hubmessage/types.gen.ts'
import { openHook } from './hook.ts'
import { answer, type Company, call, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '5491155555555'
const error = (status: number, message: string) => ({ status, body: { error: status, message } })
const text = (message: string) => ({ type: 'TEXT', body: { message } }) as const

const create = (company: Company, body: CreateChannelWebhookRequest) =>
  unwrap(hubmessage.createChannelWebhook({ client: company.hub, path: { channelId: company.channel.id }, body }))
const send = (company: Company, message: string) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { recipient: { identifier: lucio }, content: text(message) },
    }),
  )

test('a webhook hears of a received message, signed over its body and authorized', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  const { secret, ...shown } = await create(company, {
    url: hook.url,
    events: ['MESSAGE_RECEIVED'],
    signing: true,
    auth: { type: 'BEARER', token: 'abc' },
  })
  expect(shown).toMatchObject({ auth: { type: 'BEARER', configured: true }, signing: true, status: 'ENABLED' })
  expect(JSON.stringify(shown)).not.toContain('abc')
  await company.write(`+${lucio}`, company.channel.phone_number, 'hola')
  await expect.poll(() => hook.got.length).toBe(1)
  const [{ headers, body, event }] = hook.got as [(typeof hook.got)[number]]
  const mac = createHmac('sha256', secret ?? '')
    .update(body)
    .digest('hex')
  expect(headers).toMatchObject({ 'x-hubmessage-signature': `sha256=${mac}`, authorization: 'Bearer abc' })
  expect(event).toMatchObject({
    messageEventType: 'NEW_MESSAGE',
    message: {
      _id: expect.stringMatching(/^[0-9A-F]{32}$/),
      created_by: 'CONWAY',
      metadata: { '@class': '.Metadata', from_me: false, from_api: false, middleware: 'META_WHATSAPP' },
      sender: { '@class': '.Sender', identifier: lucio },
      contents: [{ '@class': '.TextContent', type: 'TEXT', message: 'hola' }],
      actions: [],
    },
  })
})

test('a send is echoed once and its statuses are told, with the id the send answered', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  await create(company, { url: hook.url, events: ['MESSAGE_DELIVERY', 'MESSAGE_STATUS'] })
  const { messageId } = (await send(company, 'Olá')).body as { messageId: string }
  await expect.poll(() => hook.got.length).toBe(4)
  const told = hook.got.map(({ event }) => {
    const [content] = event.message.contents as { state_items: { state: { name: string } }[] }[]
    return [event.messageEventType, content?.state_items[0]?.state.name]
  })
  expect(told).toEqual([
    ['NEW_MESSAGE', 'PENDING'],
    ['MESSAGE_STATUS', 'SENT'],
    ['MESSAGE_STATUS', 'DELIVERED'],
    ['MESSAGE_STATUS', 'READ'],
  ])
  for (const { body, headers } of hook.got) {
    expect(body).toContain(messageId)
    expect(headers['x-hubmessage-signature']).toBeUndefined()
  }
  expect(hook.got[0]?.event.message).toMatchObject({
    created_by: 'BARLING',
    metadata: { from_me: true, from_api: true },
    sender: { identifier: 'BARLING_SYSTEM', name: 'Barling System' },
    contents: [{ '@class': '.TextContent', message: 'Olá' }],
  })
})

test('whatever is no 2xx is tried again, under the same id, for 24 hours', async () => {
  const company = await rig.company()
  await using hook = await openHook([404, 500])
  await create(company, { url: hook.url, events: ['MESSAGE_RECEIVED'] })
  await company.write(`+${lucio}`, company.channel.phone_number, 'hola')
  await expect.poll(() => hook.got.length).toBe(1)
  await rig.advance('PT1M1S')
  await expect.poll(() => hook.got.length).toBe(2)
  await rig.advance('PT2M1S')
  await expect.poll(() => hook.got.length).toBe(3)
  expect(new Set(hook.got.map(({ event }) => event.message._id)).size).toBe(1)
})

test('a disabled webhook hears nothing, another channel nothing of this one, and Keebai knows of neither', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  const { id } = await create(company, { url: hook.url, events: ['CONNECTED', 'DISCONNECTED', 'MESSAGE_RECEIVED'] })
  const path = { channelId: company.channel.id, webhookId: id }
  const patch = (body: object) => answer(hubmessage.updateChannelWebhook({ client: company.hub, path, body }))
  expect(await patch({ status: 'DISABLED' })).toMatchObject({ status: 200, body: { status: 'DISABLED' } })
  await company.write(`+${lucio}`, company.channel.phone_number, 'unheard')
  await rig.advance('PT1S')
  await patch({ status: 'ENABLED' })
  await unwrap(hubmessage.disconnectChannel({ client: company.hub, path }))
  await expect.poll(() => hook.got.length).toBe(1)
  expect(hook.got[0]?.event).toMatchObject({
    messageEventType: 'DISCONNECTED',
    message: { contents: [{ '@class': '.ConnectionContent', connected: false }] },
  })
  expect((await company.call('GET', '/v1/webhooks')).body).toMatchObject({ data: [] })
  expect((await company.call('DELETE', `/v1/webhooks/${id}`)).status).toBe(404)
})

test('each kind of auth has its header, and says what it misses', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  const kinds = [
    [{ type: 'NONE' }, {}],
    [{ type: 'API_KEY', key: 'k1' }, { 'x-api-key': 'k1' }],
    [{ type: 'BASIC', username: 'u', password: 'p' }, { authorization: 'Basic dTpw' }],
    [{ type: 'CUSTOM_HEADER', headerName: 'X-Team', headerValue: 'sales' }, { 'x-team': 'sales' }],
  ] as const
  for (const [auth, headers] of kinds) {
    const { id } = await create(company, { url: hook.url, events: ['MESSAGE_RECEIVED'], auth })
    await company.write(`+${lucio}`, company.channel.phone_number, auth.type)
    await expect.poll(() => hook.got.at(-1)?.body).toContain(auth.type)
    expect(hook.got.at(-1)?.headers).toMatchObject(headers)
    const path = { channelId: company.channel.id, webhookId: id }
    expect((await answer(hubmessage.deleteChannelWebhook({ client: company.hub, path }))).status).toBe(204)
  }
  const incomplete = await answer(
    hubmessage.createChannelWebhook({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { url: hook.url, events: ['BLOCK'], auth: { type: 'BASIC', username: 'u' } },
    }),
  )
  expect(incomplete).toMatchObject({
    ...error(400, 'Validation error'),
    body: { details: [{ path: '/body/auth/password' }] },
  })
})

test('the template webhooks answer errors as one text, and miss the header before the key', async () => {
  const company = await rig.company()
  const token = company.hubmessage.secret_key
  const ask = (method: string, path: string, init = {}) => call(rig.url, method, `/hubmessage${path}`, init)
  for (const [method, path] of [
    ['POST', '/v1/webhooks'],
    ['GET', '/v1/webhooks'],
    ['GET', '/v1/webhooks/x'],
    ['PATCH', '/v1/webhooks/x'],
    ['DELETE', '/v1/webhooks/x'],
  ] as const) {
    const missing = await ask(method, path)
    expect(missing).toMatchObject({ status: 400, body: { error: 'Authorization header is required' } })
  }
  expect(await ask('GET', '/v1/webhooks', { token: 'nobody' })).toMatchObject({
    status: 401,
    body: { error: 'Unauthorized' },
  })
  expect(await ask('GET', '/v1/webhooks/x', { token })).toMatchObject({
    status: 404,
    body: { error: 'Webhook not found' },
  })
  const body = { url: 'http://127.0.0.1:1/x', events: ['MESSAGE_RECEIVED'] }
  expect(await ask('POST', '/v1/webhooks', { token, body })).toMatchObject({
    status: 422,
    body: { error: 'Global webhooks (without instance) accept only template events' },
  })
})

test('what comes in beside texts is told in kind, with what is said of it', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  await create(company, { url: hook.url, events: ['RECEIVED_STATUS'] })
  const from = await company.phone('+5491166660001', 'Ana')
  const write = (body: object) =>
    call(rig.url, 'POST', `/_sandbox/phones/${encodeURIComponent(from)}/messages`, {
      token: company.keebai.token,
      body: { to: company.channel.phone_number, ...body },
    })
  await write({ location: { latitude: -23.5, longitude: -46.6, name: 'Praça' } })
  await write({ image: { caption: 'Foto' } })
  await expect.poll(() => hook.got.length).toBe(2)
  const [place, image] = hook.got.map(({ event }) => event.message)
  expect(place).toMatchObject({
    contents: [
      { '@class': '.LocationContent', type: 'LOCATION', latitude: '-23.5', longitude: '-46.6', name: 'Praça' },
    ],
    attachments: [],
  })
  expect(image).toMatchObject({
    contents: [],
    attachments: [{ '@class': '.ImageAttachment', type: 'IMAGE', caption: 'Foto' }],
  })
})

test('a template webhook hears what Meta decides of a template, of any channel', async () => {
  const company = await rig.company()
  await using hook = await openHook()
  const body = { url: hook.url, events: ['UPDATE_TEMPLATE_STATUS' as const], authType: 'API_KEY' as const, key: 'k1' }
  const { id } = await unwrap(hubmessage.createTemplateWebhook({ client: company.hub, body }))
  rig.sandbox.world.graph.reviewTemplates(company.company_id, { name: 'welcome_v2' }, { status: 'PAUSED' })
  await rig.advance('PT1S')
  await expect.poll(() => hook.got.length).toBe(1)
  expect(hook.got[0]).toMatchObject({
    headers: { 'x-api-key': 'k1' },
    event: {
      messageEventType: 'UPDATE_TEMPLATE_STATUS',
      message: { contents: [{ '@class': '.TemplateContent', template: { name: 'welcome_v2', status: 'PAUSED' } }] },
    },
  })
  const path = { webhookId: id }
  const pause = await answer(
    hubmessage.updateTemplateWebhook({ client: company.hub, path, body: { status: 'DISABLED' } }),
  )
  expect(pause).toMatchObject({ status: 200, body: { status: 'DISABLED', channelId: null } })
  // The list has those that are enabled.
  expect(await unwrap(hubmessage.listTemplateWebhooks({ client: company.hub }))).toEqual([])
})
