import { request } from 'node:http'
import { expect, test } from 'vitest'
import { Refusal } from '../domain/refusals.ts'
import { type AppRig, startApp } from './app-rig.ts'

const connectBody = { wabaId: '428083093730937', phoneId: '123456789012345', code: 'ABC123DEF456', coexistence: false }
const text = { recipient: { identifier: '5511999999999' }, content: { type: 'TEXT', body: { message: 'Olá' } } }

function hub(app: AppRig, path: string, body?: unknown, method = 'POST') {
  return app.call(`/hubmessage${path}`, { method, token: app.tokens.hubmessage, body })
}

function metaOf(app: AppRig) {
  const number = {
    id: connectBody.phoneId,
    digits: '5511988887777',
    verifiedName: 'Loja',
    coexistence: false,
    registered: false,
  }
  app.signup({
    exchangeCode: async () => 'business-token',
    grantedWabas: async () => [connectBody.wabaId],
    phoneNumbers: async () => [number],
    subscribeApp: async () => undefined,
    register: async () => undefined,
  })
}

test('a channel is created, connected and sends; Keebai sees it once it is connected', async () => {
  await using app = await startApp()
  metaOf(app)
  const created = await hub(app, '/v1/channels', { name: 'Atendimento', type: 'META_WHATSAPP' })
  expect(created.status).toBe(201)
  const { id } = created.body
  expect((await app.call('/v1/channels')).body.data).toEqual([])
  const connected = await hub(app, `/v1/channels/${id}/connect`, connectBody)
  expect([connected.status, connected.body]).toEqual([200, { success: true }])
  expect((await app.call('/v1/channels')).body.data).toMatchObject([{ name: 'Atendimento', type: 'whatsapp' }])
  expect((await hub(app, `/v1/channels/${id}/connect`, connectBody)).body.message).toBe('CHANNEL_ALREADY_CONNECTED')

  const closed = await hub(app, `/v1/channels/${id}/messages`, text)
  expect([closed.status, closed.body]).toEqual([422, { error: 422, message: 'Conversation window is closed' }])
  const template = {
    name: 'boas_vindas_v2',
    language: { code: 'pt_BR' },
    components: [{ type: 'body', parameters: [] }],
  }
  const content = { type: 'TEMPLATE', attachments: [{ template }] }
  const sent = await hub(app, `/v1/channels/${id}/messages`, { ...text, content })
  expect([sent.status, sent.body]).toEqual([200, { messageId: expect.stringMatching(/^wamid\./) }])
  expect(app.sent[0]).toMatchObject({ to: '+5511999999999', content: { type: 'template', name: 'boas_vindas_v2' } })
  expect(app.violations).toEqual([])
})

test('a text within the 24 hours is sent', async () => {
  await using app = await startApp()
  const { id } = await app.channel()
  const { storage, clock } = app.context
  await storage.transaction(({ windows }) => windows.opened(id, '5511999999999', clock.now()))
  expect((await hub(app, `/v1/channels/${id}/messages`, text)).status).toBe(200)
  app.answer(() => ({ outcome: 'refused', code: '131056', title: 'Pair rate limit', details: null }))
  const refused = await hub(app, `/v1/channels/${id}/messages`, text)
  expect([refused.status, refused.body]).toEqual([
    502,
    {
      error: 502,
      message: 'Integration error',
      details: { outcome: 'refused', broadcast_id: expect.any(String), code: '131056', title: 'Pair rate limit' },
    },
  ])
  expect(app.violations).toEqual([])
})

test('a channel that cannot send says why', async () => {
  await using app = await startApp()
  const created = await hub(app, '/v1/channels', { name: 'x', type: 'META_WHATSAPP' })
  const answer = async (id: string, content: unknown = text.content) =>
    (await hub(app, `/v1/channels/${id}/messages`, { ...text, content })).body
  expect(await answer(created.body.id)).toEqual({ error: 422, message: 'CHANNEL_NOT_CONNECTED' })
  expect(await answer('F'.repeat(32))).toEqual({ error: 404, message: 'Channel not found' })
  const qr = await app.channel({ kind: 'qr' })
  const template = { name: 'a', language: { code: 'es' }, components: [] }
  const unsupported = { error: 422, message: 'CHANNEL_DOES_NOT_SUPPORT_TEMPLATES' }
  expect(await answer(qr.id, { type: 'TEMPLATE', attachments: [{ template }] })).toEqual(unsupported)
  for (const type of ['META_INSTAGRAM', 'META_MESSENGER', 'BOT_TELEGRAM']) {
    const refused = await hub(app, '/v1/channels', { name: 'x', type })
    expect([refused.status, refused.body]).toEqual([422, { error: 422, message: 'INVALID_CHANNEL_TYPE' }])
  }
  expect(app.violations).toEqual([])
})

test('what Meta refuses comes back in its own shape', async () => {
  await using app = await startApp()
  const { body } = await hub(app, '/v1/channels', { name: 'x', type: 'META_WHATSAPP' })
  const refusal = Refusal.of('signup_code_refused', {
    code: '100',
    subcode: '36007',
    title: 'OAuthException',
    details: 'It has expired.',
  })
  app.signup({ exchangeCode: () => Promise.reject(refusal) })
  const answer = await hub(app, `/v1/channels/${body.id}/connect`, connectBody)
  const errors = [
    { description: '', name: 'META_WHATSAPP_ERROR', message: 'It has expired.', code: '100', subCode: '36007' },
  ]
  expect([answer.status, answer.body]).toEqual([400, { error: 'Newport request failed', value: { errors } }])
  app.signup({ exchangeCode: () => Promise.reject(Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'x' })) })
  expect((await hub(app, `/v1/channels/${body.id}/connect`, connectBody)).status).toBe(502)
  expect(app.violations).toEqual([])
})

test.each([
  [{}, ['/body/recipient', '/body/content']],
  [{ ...text, recipient: { identifier: '+5511999999999' } }, ['/body/recipient/identifier']],
  [{ ...text, content: { type: 'TEXT' } }, ['/body/content/body']],
  [{ ...text, content: { type: 'TEXT', body: {} } }, ['/body/content/body/message']],
  [{ ...text, content: { type: 'POEM' } }, ['/body/content/type']],
  [{ ...text, content: { type: 'TEMPLATE', attachments: [] } }, ['/body/content/attachments']],
  [{ ...text, content: {} }, ['/body/content/type']],
  [{ ...text, content: 'hi' }, ['/body/content']],
])('the message %j is refused at %j', async (body, paths) => {
  await using app = await startApp()
  const { id } = await app.channel()
  const answer = await hub(app, `/v1/channels/${id}/messages`, body)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ error: 400, message: 'Validation error' })
  const told = answer.body.details.map(({ path }: { path: string }) => path)
  expect(new Set(told)).toEqual(new Set(paths))
  expect(app.violations).toEqual([])
})

test('a Keebai token is no key here, and a channel of another form is unknown', async () => {
  await using app = await startApp()
  const answer = await app.call('/hubmessage/v1/channels', { body: { name: 'x', type: 'META_WHATSAPP' } })
  expect([answer.status, answer.body]).toEqual([401, { error: 401, message: 'Unauthorized' }])
  expect((await hub(app, '/v1/channels/nope/messages', text)).status).toBe(404)
  expect(app.violations).toEqual([])
})

test('requests to the HubMessage host find it at the root', async () => {
  await using app = await startApp({ hubMessageHost: 'api.hub.test' })
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'api.hub.test:4010', authorization: `Bearer ${app.tokens.hubmessage}` }
    const sent = request(`${app.url}/v1/channels`, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
  expect(status).toBe(400)
  expect(app.requests).toMatchObject([{ surface: 'hubmessage', operationId: 'createChannel' }])
})
