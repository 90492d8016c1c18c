import { expect, test } from 'vitest'
import { keebaiChannelId } from '../domain/channels/channel-id.ts'
import type { ChannelId, CompanyId, PhoneNumber } from '../domain/ids.ts'
import type { SendOutcome } from '../domain/ports/line.ts'
import { createCompany, createToken } from '../domain/tokens/issue.ts'
import { startApp } from './app-rig.ts'

const to = '+5491155555555'

test('a text by channel_id is queued, answered at once and completes', async () => {
  await using app = await startApp()
  const channel = await app.channel()
  const answer = await app.call('/v1/messages/text', {
    body: { channel_id: keebaiChannelId(channel.id), to, text: 'Hola', meta_data: { order: 7 } },
  })
  expect(answer.status).toBe(202)
  const { broadcast_id } = answer.body
  expect(answer.body).toEqual({ broadcast_id, status: 'PENDING', total_recipients: 1, scheduled_at: null })
  await expect.poll(() => app.sent.length).toBe(1)
  const progress = await app.call(`/v1/messages/bulk/${broadcast_id}`)
  expect(progress.status).toBe(200)
  expect(progress.body).toMatchObject({ broadcast_id, total_recipients: 1, failed: 0 })
  expect(progress.body.status).toMatch(/^[A-Z_]+$/)
  expect(app.violations).toEqual([])
})

test('a text by phone_number_id answers with the id of WhatsApp, in lower-case statuses afterwards', async () => {
  await using app = await startApp()
  await app.channel()
  const answer = await app.call('/v1/messages/text', { body: { phone_number_id: '1234567890', to, text: 'Hola' } })
  expect(answer.status).toBe(202)
  expect(answer.body).toMatchObject({ message_id: expect.stringMatching(/^wamid\./), status: 'sent' })
  const progress = await app.call(`/v1/messages/bulk/${answer.body.broadcast_id}`)
  expect(progress.body.status).toMatch(/^[a-z]+$/)
  expect(app.violations).toEqual([])
})

test('every spelling of a channel id finds the channel; another form is 400, an unknown id 404', async () => {
  await using app = await startApp()
  const { id, alias } = await app.channel()
  const uuid = id.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  for (const text of [keebaiChannelId(id), alias, id, id.toLowerCase(), uuid]) {
    expect((await app.call(`/v1/channels/${text}`)).body.id, text).toBe(keebaiChannelId(id))
    expect((await app.call('/v1/messages/text', { body: { channel_id: text, to, text: 'x' } })).status).toBe(202)
  }
  const malformed = await app.call('/v1/messages/text', { body: { channel_id: 'nope', to, text: 'x' } })
  expect(malformed.body.error).toMatchObject({ code: 'BAD_REQUEST', details: [{ path: '/body/channel_id' }] })
  const unknown = await app.call('/v1/messages/text', { body: { channel_id: 'a'.repeat(24), to, text: 'x' } })
  expect([unknown.status, unknown.body.error.code]).toEqual([404, 'CHANNEL_NOT_FOUND'])
  expect((await app.call('/v1/channels/nope')).body.error.code).toBe('CHANNEL_NOT_FOUND')
  expect(app.violations).toEqual([])
})

test('the strict dialects answer in exactly one documented shape', async () => {
  const byNumber = { phone_number_id: '1234567890', to, text: 'Hola' }
  await using prose = await startApp({ dialect: 'prose' })
  await prose.channel()
  expect(Object.keys((await prose.call('/v1/messages/text', { body: byNumber })).body)).toEqual([
    'broadcast_id',
    'status',
    'total_recipients',
    'scheduled_at',
  ])
  await using reference = await startApp({ dialect: 'reference' })
  const channel = await reference.channel()
  const byChannel = { channel_id: channel.alias, to, text: 'Hola' }
  expect(Object.keys((await reference.call('/v1/messages/text', { body: byChannel })).body)).toEqual([
    'message_id',
    'status',
    'sent_at',
  ])
  const badPhone = await reference.call('/v1/messages/text', { body: { ...byChannel, to: '911' } })
  expect([badPhone.status, badPhone.body.error.code]).toEqual([422, 'invalid_phone'])
  expect([...prose.violations, ...reference.violations]).toEqual([])
})

test('what WhatsApp does not accept is 502 with what became of it', async () => {
  await using app = await startApp({}, 300)
  await app.channel()
  const send = () => app.call('/v1/messages/text', { body: { phone_number_id: '1234567890', to, text: 'Hola' } })
  app.answer(() => ({ outcome: 'refused', code: '131047', title: 'Re-engagement message', details: 'Too late' }))
  const refused = await send()
  expect(refused.status).toBe(502)
  expect(refused.body.error).toMatchObject({
    code: 'UPSTREAM_ERROR',
    details: {
      outcome: 'refused',
      broadcast_id: expect.any(String),
      code: '131047',
      title: 'Re-engagement message',
      message: 'Too late',
    },
  })
  app.answer(() => ({ outcome: 'postponed', retryInMs: 10_000, why: 'down' }))
  expect((await send()).body.error.details).toEqual({ outcome: 'not_sent', broadcast_id: expect.any(String) })
  const late = Promise.withResolvers<SendOutcome>()
  app.answer(() => late.promise)
  const unknown = await app.call('/v1/messages/text', {
    body: { phone_number_id: '1234567890', to: '+5491155555556', text: 'Hola' },
  })
  expect(unknown.body.error.details).toMatchObject({ outcome: 'unknown', broadcast_id: expect.any(String) })
  expect(app.violations).toEqual([])
  late.resolve({ outcome: 'unknown', why: 'nobody answered' })
})

test('a template through a QR channel, and anything through an unlinked one, are refused with their codes', async () => {
  await using app = await startApp()
  const qr = await app.channel({ kind: 'qr', wabaId: null })
  const template = { channel_id: qr.alias, to, template_name: 'welcome_v2', language: 'es', variables: { nombre: 'L' } }
  const refused = await app.call('/v1/messages/template', { body: template })
  expect([refused.status, refused.body.error.code]).toEqual([400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK'])
  const unlinked = await app.channel({ state: 'disconnected', phoneNumberId: '22' })
  const answer = await app.call('/v1/messages/text', { body: { channel_id: unlinked.alias, to, text: 'x' } })
  expect([answer.status, answer.body.error.code]).toEqual([400, 'CHANNEL_DISCONNECTED'])
  expect(app.violations).toEqual([])
})

test('an Idempotency-Key replays the same request and refuses another', async () => {
  await using app = await startApp()
  const { alias } = await app.channel()
  const send = (body: object, key = 'k-1') =>
    app.call('/v1/messages/text', { body, headers: { 'idempotency-key': key } })
  const first = await send({ channel_id: alias, to, text: 'a' })
  const again = await send({ text: 'a', to, channel_id: alias })
  expect(again.body).toEqual(first.body)
  const other = await send({ channel_id: alias, to, text: 'b' })
  expect([other.status, other.body.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  for (const key of ['x'.repeat(256), 'a b'])
    expect((await send({ channel_id: alias, to, text: 'a' }, key)).status).toBe(400)
  await expect.poll(() => app.sent.length).toBe(1)
  expect(app.violations).toEqual([])
})

test.each([
  [{}, ['/body/text', '/body/to', '/body/phone_number_id']],
  [{ to, text: 'x' }, ['/body/phone_number_id']],
  [{ channel_id: 'a'.repeat(24), to: '+0123456789', text: 'x' }, ['/body/to']],
  [{ channel_id: 'a'.repeat(24), to: `${to}\n`, text: 'x' }, ['/body/to']],
  [{ channel_id: 'a'.repeat(24), to, text: '' }, ['/body/text']],
  [{ channel_id: 'a'.repeat(24), to, text: 'x'.repeat(4097) }, ['/body/text']],
  [{ channel_id: 'a'.repeat(24), to, text: 'x\u0000' }, ['/body/text']],
  [{ channel_id: 'a'.repeat(24), to, text: 'x', company: 'other' }, ['/body/company']],
])('the text %j is refused at %j', async (body, paths) => {
  await using app = await startApp()
  const answer = await app.call('/v1/messages/text', { body })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ message: 'Bad Request', statusCode: 400, error: { code: 'BAD_REQUEST' } })
  const told = answer.body.error.details.map(({ path }: { path: string }) => path)
  expect(new Set(told)).toEqual(new Set(paths))
  expect(app.violations).toEqual([])
})

test('authentication and scopes answer with the documented literals', async () => {
  await using app = await startApp()
  const unauthorized = { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
  for (const token of ['', 'nobody', app.tokens.hubmessage]) {
    const answer = await app.call('/v1/channels', { token })
    expect([answer.status, answer.body]).toEqual([401, unauthorized])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  }
  const forbidden = await app.call('/v1/channels', { token: await app.token(['messages:send']) })
  const details = { required: ['channels:read'], missing: ['channels:read'] }
  expect([forbidden.status, forbidden.body]).toEqual([
    403,
    { error: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details }, message: 'Forbidden', statusCode: 403 },
  ])
  expect(app.violations).toEqual([])
})

test('a token without messages:bulk reads the single sends it made, and no other', async () => {
  await using app = await startApp()
  const { alias } = await app.channel()
  const token = await app.token(['messages:send'])
  const body = { channel_id: alias, to, text: 'x' }
  const own = await app.call('/v1/messages/text', { body, token })
  const other = await app.call('/v1/messages/text', { body })
  expect((await app.call(`/v1/messages/bulk/${own.body.broadcast_id}`, { token })).status).toBe(200)
  const refused = await app.call(`/v1/messages/bulk/${other.body.broadcast_id}`, { token })
  expect(refused.body.error).toMatchObject({ code: 'INSUFFICIENT_SCOPE', details: { missing: ['messages:bulk'] } })
  const none = await app.call(`/v1/messages/bulk/${own.body.broadcast_id}`, {
    token: await app.token(['channels:read']),
  })
  expect(none.body.error.details).toEqual({ required: ['messages:bulk'], missing: ['messages:bulk'] })
  expect((await app.call('/v1/messages/bulk/nope')).body.error.code).toBe('INVALID_BROADCAST_ID')
  expect((await app.call(`/v1/messages/bulk/${'0'.repeat(24)}`)).body.error.code).toBe('BROADCAST_NOT_FOUND')
  expect(app.violations).toEqual([])
})

test('an embedded signup starts with a link to the portal and can be polled', async () => {
  await using app = await startApp()
  const started = await app.call('/v1/channels/whatsapp/connect', { method: 'POST' })
  const { session_id } = started.body
  expect([started.status, started.body]).toEqual([
    201,
    {
      session_id,
      verification_uri: `${app.url}/connect/whatsapp?session=${session_id}`,
      expires_in: 900,
      poll_interval: 5,
    },
  ])
  const path = `/v1/channels/whatsapp/connect/${session_id}`
  expect((await app.call(path)).body).toEqual({ status: 'pending', mode: 'embedded_signup' })
  expect((await app.call(`${path}/qr-stream`)).body.error.code).toBe('SESSION_NOT_FOUND')
  await using elsewhere = await startApp({ publicUrl: 'https://connect.example.com' })
  const body = { mode: 'embedded_signup', name: 'Soporte', coexistence_enabled: true, pipeline_id: 'pip_1' }
  const there = await elsewhere.call('/v1/channels/whatsapp/connect', { body })
  expect(there.body.verification_uri).toMatch(/^https:\/\/connect\.example\.com\/connect\/whatsapp\?session=cs_/)
  expect([...app.violations, ...elsewhere.violations]).toEqual([])
})

test.each([
  [{ mode: 'qr', pipeline_id: 'pip_1' }, 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE'],
  [{ mode: 'qr', coexistence_enabled: false }, 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE'],
  [{ mode: 'qr', coexistence_enabled: 'yes' }, 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE'],
  [{ mode: 'telepathy' }, 'BAD_REQUEST'],
  [{ coexistence_enabled: 'yes' }, 'BAD_REQUEST'],
])('starting with %j is refused as %s', async (body, code) => {
  await using app = await startApp()
  const answer = await app.call('/v1/channels/whatsapp/connect', { body })
  expect([answer.status, answer.body.error.code]).toEqual([400, code])
  expect(app.violations).toEqual([])
})

test('a QR session streams its codes, its end and, to a returning reader, what was missed', async () => {
  await using app = await startApp()
  const started = await app.call('/v1/channels/whatsapp/connect', { body: { mode: 'qr', pipeline_id: null } })
  const { session_id, stream_url } = started.body
  expect(started.body).toEqual({
    session_id,
    provider: 'whatsapp_qr',
    mode: 'qr',
    stream_url: `/v1/channels/whatsapp/connect/${session_id}/qr-stream`,
    expires_in: 300,
    poll_interval: 5,
  })
  const { storage, clock, signals } = app.context
  const happened = [
    { type: 'qr', qr: '2@abc,d', expiresAt: 1_779_397_510_000 },
    { type: 'failed', reason: 'line one\nevent: connected', code: 'timeout' },
  ] as const
  const headers = { authorization: `Bearer ${app.tokens.keebai}` }
  const reading = fetch(app.url + stream_url, { headers }).then((response) => response.text())
  for (const event of happened) {
    await storage.transaction(({ sessions }) => sessions.appendEvent(session_id, clock.now(), event))
    signals.raise(`session.${session_id}`)
  }
  const end = { state: 'cancelled', channel: null, at: clock.now() } as const
  await storage.transaction(({ sessions }) => sessions.end(session_id, end))
  const failed = 'id: 2\nevent: failed\ndata: {"reason":"line one\\nevent: connected","code":"timeout"}\n\n'
  expect((await reading).endsWith(failed)).toBe(true)

  const again = (last: string, query = '') =>
    fetch(app.url + stream_url + query, { headers: { ...headers, 'last-event-id': last } })
  expect(await (await again('1')).text()).toBe(failed)
  const whole = await (await again('0', '?qr_format=object')).text()
  expect(whole.endsWith(failed)).toBe(true)
  expect((await again('minus one')).status).toBe(404)
  expect((await app.call(stream_url)).body.error.code).toBe('SESSION_NOT_FOUND')
  expect((await app.call(stream_url, { token: '' })).status).toBe(401)
  expect((await app.call(stream_url, { token: await app.token(['channels:read']) })).status).toBe(403)
  expect(app.violations).toEqual([])
})

test('channels, numbers and the token are shown in their documented shapes', async () => {
  await using app = await startApp()
  const cloud = await app.channel()
  const qr = await app.channel({ kind: 'qr', phoneNumberId: '99', wabaId: null, phoneNumber: to as PhoneNumber })
  await app.channel({ state: 'created', phoneNumber: null, phoneNumberId: null, wabaId: null })
  const ids = async (query: string) =>
    (await app.call(`/v1/channels${query}`)).body.data.map(({ id }: { id: string }) => id)
  expect(await ids('')).toEqual([keebaiChannelId(cloud.id), keebaiChannelId(qr.id)])
  expect(await ids('?type=whatsapp')).toEqual([keebaiChannelId(cloud.id)])
  expect(await ids('?type=whatsapp_qr')).toEqual([keebaiChannelId(qr.id)])
  expect((await app.call('/v1/channels?type=fax')).status).toBe(400)
  expect((await app.call('/v1/whatsapp/numbers')).body.data).toMatchObject([
    { id: '1234567890', waba_id: '9876543210', status: 'active', connection_type: 'cloud_api' },
    { id: '99', waba_id: null, status: 'active', connection_type: 'qr' },
  ])
  const me = await app.call('/v1/me', { token: await app.token(['webhooks:write']) })
  expect(me.body).toMatchObject({ scopes: ['webhooks:manage'], company: { name: 'Almacén Lucio' }, user: null })
  expect(app.violations).toEqual([])
})

test('webhook subscriptions are made, listed and deleted', async () => {
  await using app = await startApp()
  const url = 'https://hooks.example.com/keebai'
  const events = ['whatsapp.message.received', 'whatsapp.template.status_update']
  const made = await app.call('/v1/webhooks', { body: { url, events, active: false } })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ name: 'hooks.example.com', is_active: false, active: false, failure_count: 0 })
  expect(made.body.events).toEqual(['whatsapp.message.received', 'whatsapp.template.status_updated'])
  expect(made.body.secret.startsWith(made.body.secret_prefix)).toBe(true)
  const { secret, ...listed } = made.body
  expect((await app.call('/v1/webhooks')).body).toEqual({ data: [listed] })
  expect((await app.call(`/v1/webhooks/${made.body.id}`, { method: 'DELETE' })).status).toBe(204)
  const gone = await app.call(`/v1/webhooks/${made.body.id}`, { method: 'DELETE' })
  expect([gone.status, gone.body.error.code]).toEqual([404, 'WEBHOOK_NOT_FOUND'])
  const kept = await app.call('/v1/webhooks', { body: { url, events } })
  for (const bad of ['http://hooks.example.com', 'https://127.0.0.1/x', 'https://u:p@example.com/', 'ftp://a.b/']) {
    const answer = await app.call('/v1/webhooks', { body: { url: bad, events: ['whatsapp.message.sent'] } })
    expect([answer.status, answer.body.error.details[0].path], bad).toEqual([400, '/body/url'])
    const change = await app.call(`/v1/webhooks/${kept.body.id}`, { method: 'PATCH', body: { url: bad } })
    expect([change.status, change.body.error.details[0].path], bad).toEqual([400, '/body/url'])
  }
  expect(app.violations).toEqual([])
})

test('what belongs to another company reads as absent, with the same answer as an unknown id', async () => {
  await using app = await startApp()
  const other = await createCompany(app.context, { name: 'Other' })
  const wish = {
    company: other.id as CompanyId,
    surface: 'keebai',
    name: 't',
    scopes: ['channels:read', 'messages:send'],
  } as const
  const { text: token } = await createToken(app.context, { ...wish, scopes: [...wish.scopes] })
  const { alias, id } = await app.channel()
  const body = (path: string) => app.call(path, { token }).then((answer) => answer.body)
  expect(await body(`/v1/channels/${alias}`)).toEqual(await body(`/v1/channels/${'f'.repeat(24)}`))
  const foreign = { channel_id: keebaiChannelId(id as ChannelId), to, text: 'x' }
  expect((await app.call('/v1/messages/text', { body: foreign, token })).status).toBe(404)
  const byNumber = { phone_number_id: '1234567890', to, text: 'x' }
  expect((await app.call('/v1/messages/text', { body: byNumber, token })).status).toBe(404)
  expect(app.violations).toEqual([])
})
