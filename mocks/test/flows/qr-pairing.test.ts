import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { streamTiming } from '../../../server/http/pipeline/event-stream.ts'
import { answer, type Company, control, followed, openRig, type Pairing, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const path = (session: string) => `/v1/channels/whatsapp/connect/${session}/qr-stream`
const poll = (company: Company, session_id: string) =>
  answer(keebai.getWhatsAppConnect({ client: company.api, path: { session_id } }))
const unlink = (company: Company, number: string, body: Parameters<typeof control.unlinkDevice>[0]['body']) =>
  answer(control.unlinkDevice({ client: company.control, path: { number }, body }))

function connectedTo({ events }: Pairing): string {
  const last = events.at(-1)
  return last?.event === 'connected' ? last.data.channel_id : ''
}

/** The stream as bytes say it, read until it closes. */
async function rawStream(company: Company, session: string, headers: Record<string, string> = {}) {
  const response = await fetch(rig.url + path(session), {
    headers: { authorization: `Bearer ${company.keebai.token}`, accept: 'text/event-stream', ...headers },
  })
  return { status: response.status, headers: response.headers, text: () => response.text() }
}

test('a pairing is started with a stream, 5 minutes and a pause for polling', async () => {
  const company = await rig.company()
  const started = await answer(keebai.startWhatsAppConnect({ client: company.api, body: { mode: 'qr' } }))
  const { session_id } = started.body as { session_id: string }
  expect(started).toMatchObject({ status: 201 })
  expect(started.body).toEqual({
    session_id: expect.stringMatching(/^cs_[0-9A-HJKMNP-TV-Z]{26}$/),
    provider: 'whatsapp_qr',
    mode: 'qr',
    stream_url: path(session_id),
    expires_in: 300,
    poll_interval: 5,
  })
})

test('a scan turns codes into connecting and connected, and then the stream closes', async () => {
  const company = await rig.company()
  const pairing = await company.pairing('Soporte')
  const stream = await rawStream(company, pairing.session)
  expect(stream.status).toBe(200)
  expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(stream.headers.get('cache-control')).toContain('no-store')
  await pairing.qr()
  expect((await poll(company, pairing.session)).body).toEqual({ status: 'pending', mode: 'qr' })
  expect(await pairing.scan(lucio)).toMatchObject({ status: 200, body: { number: lucio, linked_devices: 1 } })
  await pairing.done
  expect(pairing.events.map(({ event }) => event)).toEqual(['qr', 'connecting', 'connected'])
  const last = pairing.events.at(-1)
  expect(last?.data).toEqual({
    channel_id: expect.stringMatching(/^ch_/),
    phone_number: lucio,
    push_name: 'Lucio',
  })
  const text = await stream.text()
  expect(text.replace(/data: (http\S+|\{"channel\S+ ?\S*\})/g, 'data: …')).toBe(
    'id: 1\nevent: qr\ndata: …\n\nid: 2\nevent: connecting\ndata: {}\n\nid: 3\nevent: connected\ndata: …\n\n',
  )
  const channel = await company.readChannel(connectedTo(pairing))
  expect(channel).toMatchObject({ name: 'Soporte', type: 'whatsapp_qr', is_active: true, phone_number: lucio })
  expect(channel.business_account_id).toBeNull()
  const { data } = await unwrap(keebai.listWhatsAppNumbers({ client: company.api }))
  expect(data.find((one) => one.channel_id === channel.id)).toEqual({
    id: expect.stringMatching(/^\d+$/),
    phone_number: lucio,
    waba_id: null,
    channel_id: channel.id,
    status: 'active',
    connection_type: 'qr',
  })
  expect((await poll(company, pairing.session)).body).toMatchObject({
    status: 'completed',
    channel: { id: channel.id },
  })
})

test('the first code is there within 300 ms', async () => {
  const company = await rig.company()
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const before = performance.now()
    const pairing = await company.pairing()
    await pairing.qr()
    times.push(performance.now() - before)
  }
  // Of five, so that a busy machine decides nothing.
  expect(Math.min(...times)).toBeLessThan(300)
})

test('a channel paired without a name is called "WhatsApp QR"', async () => {
  const company = await rig.company()
  expect((await company.pair(lucio)).name).toBe('WhatsApp QR')
})

test('several readers of one pairing hear the same, and a late one starts with the current code', async () => {
  const company = await rig.company()
  const first = await company.pairing()
  const code = await first.qr()
  const late = followed(company, first.session)
  expect(await late.qr()).toBe(code)
  await first.scan(lucio)
  await Promise.all([first.done, late.done])
  expect(late.events).toEqual(first.events)
})

test('a reader that returns with Last-Event-ID hears what it missed, the terminal event included', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  await pairing.qr()
  await pairing.scan(lucio)
  await pairing.done
  const ids = pairing.events.map(({ id }) => id)
  for (const [index, lastEventId] of ids.slice(0, -1).entries()) {
    const back = followed(company, pairing.session, { lastEventId })
    await back.done
    expect(back.events).toEqual(pairing.events.slice(index + 1))
  }
  await rig.advance('PT23H')
  const dayLater = followed(company, pairing.session, { lastEventId: ids[0] })
  await dayLater.done
  expect(dayLater.events.at(-1)).toEqual(pairing.events.at(-1))
  await rig.advance('PT61M')
  expect(await company.call('GET', path(pairing.session), { headers: { 'last-event-id': '1' } })).toMatchObject(
    refusal(404, 'SESSION_NOT_FOUND'),
  )
})

test('an ended stream is 404 to a reader that was not following it', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  await pairing.qr()
  await pairing.scan(lucio)
  await pairing.done
  expect(await company.call('GET', path(pairing.session))).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
})

test('nobody without a token, a scope or the session gets a byte of the stream', async () => {
  const company = await rig.company()
  const stranger = await rig.company()
  const session = await company.connect({ mode: 'qr' })
  const without = await company.call('GET', path(session), { token: null })
  expect(without.status).toBe(401)
  expect(without.body).toEqual({ message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 })
  const { token } = await unwrap(
    control.createSandboxToken({ client: company.control, body: { scopes: ['channels:read'] } }),
  )
  expect(await company.call('GET', path(session), { token })).toMatchObject(
    refusal(403, 'INSUFFICIENT_SCOPE', { required: ['channels:connect'], missing: ['channels:connect'] }),
  )
  const foreign = await stranger.call('GET', path(session))
  const unknown = await stranger.call('GET', path('cs_00000000000000000000000000'))
  expect(foreign).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
  expect(foreign.body).toEqual(unknown.body)
  const signup = await company.connect()
  expect(await company.call('GET', path(signup))).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
})

test('a Last-Event-ID that is no number of this stream counts as none', async () => {
  const company = await rig.company()
  const session = await company.connect({ mode: 'qr' })
  for (const id of ['-1', 'abc', '99999999999999999999999', '7', '123456789']) {
    const stream = await fetch(rig.url + path(session), {
      headers: { authorization: `Bearer ${company.keebai.token}`, 'last-event-id': id },
    })
    expect(stream.status, id).toBe(200)
    const reader = stream.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value), id).toContain('event: qr')
    await reader?.cancel()
  }
})

test('a quiet stream carries heartbeats, and ends when its token is revoked', async () => {
  const { heartbeatMs } = streamTiming
  streamTiming.heartbeatMs = 20
  try {
    const company = await rig.company()
    const issued = await unwrap(
      control.createSandboxToken({ client: company.control, body: { scopes: ['channels:connect'] } }),
    )
    const session = await company.connect({ mode: 'qr' })
    const stream = await fetch(rig.url + path(session), { headers: { authorization: `Bearer ${issued.token}` } })
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(':\n\n:\n\n')) text += (await reader?.read())?.value
    await unwrap(control.revokeSandboxToken({ client: company.control, path: { id: issued.id } }))
    const rest = async () => {
      while (!(await reader?.read())?.done);
    }
    await expect(rest()).rejects.toThrow()
    expect((await poll(company, session)).body).toMatchObject({ status: 'pending' })
  } finally {
    streamTiming.heartbeatMs = heartbeatMs
  }
})

test('qr_format=object gives each code with its end', async () => {
  const company = await rig.company()
  const session = await company.connect({ mode: 'qr' })
  const stream = await fetch(`${rig.url}${path(session)}?qr_format=object`, {
    headers: { authorization: `Bearer ${company.keebai.token}` },
  })
  const reader = stream.body?.getReader()
  const [, json = ''] = /data: (.*)\n/.exec(new TextDecoder().decode((await reader?.read())?.value)) ?? []
  await reader?.cancel()
  const { now } = await unwrap(control.getClock({ client: company.control }))
  const { data, expires_at } = JSON.parse(json) as { data: string; expires_at: string }
  expect(data).toMatch(/2@/)
  const leftMs = Date.parse(expires_at) - Date.parse(now)
  expect(leftMs).toBeGreaterThan(15_000)
  expect(leftMs).toBeLessThanOrEqual(20_000)
})

test('a code that the clock leaves behind is replaced by a fresh one at once', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  const first = await pairing.qr()
  await rig.advance('PT21S')
  const second = await pairing.qr(first)
  const used = await answer(control.scanQr({ client: company.control, path: { number: lucio }, body: { qr: first } }))
  expect(used).toMatchObject(refusal(410, 'QR_EXPIRED'))
  await rig.advance('PT21S')
  await pairing.qr(second)
  expect((await pairing.scan(lucio)).status).toBe(200)
  await pairing.done
  expect(pairing.events.at(-1)?.event).toBe('connected')
})

test('codes follow each other by themselves, over as many sockets as it takes', async () => {
  await using quick = await openRig({ qrTimeoutMs: 60 })
  const company = await quick.company()
  const pairing = await company.pairing()
  // WhatsApp gives out six codes per connection.
  await expect.poll(() => pairing.events.length, { timeout: 10_000 }).toBeGreaterThan(8)
  expect(new Set(pairing.events.map(({ event }) => event))).toEqual(new Set(['qr']))
  const codes = pairing.events.map(({ data }) => data)
  expect(new Set(codes).size).toBe(codes.length)
})

test('a pairing nobody scans fails with timeout after 5 minutes, and its session has expired', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  await pairing.qr()
  await rig.advance('PT4M30S')
  expect((await poll(company, pairing.session)).body).toEqual({ status: 'pending', mode: 'qr' })
  await rig.advance('PT31S')
  await pairing.done
  const terminal = pairing.events.filter(({ event }) => event !== 'qr')
  expect(terminal).toMatchObject([{ event: 'failed', data: { code: 'timeout' } }])
  expect((await poll(company, pairing.session)).body).toEqual({ status: 'expired', mode: 'qr' })
})

test('a phone with four linked devices refuses the fifth; the window ends naming the limit; an unlink makes room', async () => {
  const company = await rig.company()
  const first = await company.pair(lucio)
  for (let device = 2; device <= 4; device += 1) await company.pair(lucio)
  const fifth = await company.pairing()
  await fifth.qr()
  expect(await fifth.scan(lucio)).toMatchObject(refusal(409, 'DEVICE_LIMIT'))
  await rig.advance('PT5M1S')
  await fifth.done
  expect(fifth.events.at(-1)).toMatchObject({
    event: 'failed',
    data: { code: 'timeout', reason: expect.stringMatching(/limit of 4 linked devices/) },
  })
  expect(fifth.events.filter(({ event }) => event !== 'qr')).toHaveLength(1)
  await unlink(company, lucio, { channel_id: first.id })
  expect((await company.pair(lucio)).is_active).toBe(true)
})

test('pairing a number again in its company revives the same channel', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  await unlink(company, lucio, { channel_id: channel.id })
  await expect.poll(async () => (await company.readChannel(channel.id)).is_active).toBe(false)
  const again = await company.pair(lucio)
  expect(again.id).toBe(channel.id)
  expect(again.is_active).toBe(true)
})

test('an unlinked channel is inactive, refuses sends with its codes and says so in numbers', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  expect((await unlink(company, lucio, { channel_id: channel.id })).body).toEqual({ number: lucio, linked_devices: 0 })
  await expect.poll(async () => (await company.readChannel(channel.id)).is_active).toBe(false)
  for (const sender of [{ channel_id: channel.id }, { phone_number_id: channel.phone_number_id ?? '' }]) {
    const body = { ...sender, to: '+5491166666666', text: 'x' }
    expect(await answer(keebai.sendTextMessage({ client: company.api, body }))).toMatchObject(
      refusal(400, 'CHANNEL_DISCONNECTED'),
    )
  }
  const hub = await company.call('POST', `/hubmessage/v1/channels/${channel.id}/messages`, {
    token: company.hubmessage.secret_key,
    body: { recipient: { identifier: '5491166666666' }, content: { type: 'TEXT', body: { message: 'x' } } },
  })
  expect(hub).toMatchObject({ status: 422, body: { error: 422, message: 'CHANNEL_NOT_CONNECTED' } })
  const { data } = await unwrap(keebai.listWhatsAppNumbers({ client: company.api }))
  expect(data.find((one) => one.channel_id === channel.id)?.status).toBe('disconnected')
})

test('a device can be unlinked by its session as well, and by nobody else', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const pairing = await company.pairing()
  await pairing.qr()
  await pairing.scan(lucio)
  await pairing.done
  expect((await unlink(stranger, lucio, { session_id: pairing.session })).status).toBe(404)
  expect((await unlink(company, lucio, { session_id: pairing.session })).body).toMatchObject({ linked_devices: 0 })
})

test('a companion that WhatsApp asks to renew itself shows another code, and only that one links', async () => {
  const company = await rig.company()
  await company.fault({ target: 'multi-device', kind: 'companion_reg_refresh', times: 1 })
  const pairing = await company.pairing()
  const old = await pairing.qr()
  expect((await pairing.scan(lucio)).status).toBe(409)
  await pairing.qr(old)
  expect((await pairing.scan(lucio)).status).toBe(200)
  await pairing.done
  expect(pairing.events.map(({ event }) => event)).toEqual(['qr', 'qr', 'connecting', 'connected'])
})

test('a phone that unlinks while it is being linked ends the pairing with disconnected', async () => {
  const company = await rig.company()
  const pairing = await company.pairing()
  await pairing.qr()
  // The link is made, and WhatsApp is away before the companion can log in with it.
  await company.fault({ target: 'multi-device', kind: 'hang' })
  await pairing.scan(lucio)
  await expect.poll(() => pairing.events.at(-1)?.event).toBe('connecting')
  expect((await unlink(company, lucio, { all: true })).body).toMatchObject({ linked_devices: 0 })
  await company.clearFaults()
  await company.fault({ target: 'multi-device', kind: 'down', times: 1 })
  await pairing.done
  expect(pairing.events.filter(({ event }) => event !== 'qr')).toMatchObject([
    { event: 'connecting' },
    { event: 'disconnected', data: { code: 'interrupted', reason: expect.any(String) } },
  ])
  expect((await poll(company, pairing.session)).body).toEqual({ status: 'cancelled', mode: 'qr' })
})

test('WhatsApp being down for a moment costs a pairing nothing but time', async () => {
  const company = await rig.company()
  await company.fault({ target: 'multi-device', kind: 'down', times: 1 })
  const pairing = await company.pairing()
  await pairing.qr()
  await pairing.scan(lucio)
  await pairing.done
  expect(pairing.events.at(-1)?.event).toBe('connected')
})

test.each([
  ['client_outdated', 405],
  ['refused', 403],
])('a pairing that WhatsApp ends for good fails with the code %s', async (code, reason) => {
  const company = await rig.company()
  await company.fault({ target: 'multi-device', kind: 'error', code: reason })
  const pairing = await company.pairing()
  await pairing.done
  expect(pairing.events).toMatchObject([{ event: 'failed', data: { code, reason: expect.any(String) } }])
  expect((await poll(company, pairing.session)).body).toEqual({ status: 'cancelled', mode: 'qr' })
})

test.each([{ pipeline_id: 'pip_01HXYZ' }, { coexistence_enabled: true }, { coexistence_enabled: false }])(
  'a pairing with %j is refused with its code',
  async (more) => {
    const company = await rig.company()
    const refused = await answer(keebai.startWhatsAppConnect({ client: company.api, body: { mode: 'qr', ...more } }))
    expect(refused).toMatchObject(refusal(400, 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE'))
  },
)

test('null counts as not sent', async () => {
  const company = await rig.company()
  const body = { mode: 'qr', pipeline_id: null, coexistence_enabled: null } as const
  expect((await answer(keebai.startWhatsAppConnect({ client: company.api, body }))).status).toBe(201)
})

test('a scan of nonsense, by nobody, or of another company is refused', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const pairing = await company.pairing()
  const qr = await pairing.qr()
  const scan = (who: Company, number: string, text: string) =>
    answer(control.scanQr({ client: who.control, path: { number }, body: { qr: text } }))
  expect((await scan(company, lucio, 'nonsense')).status).toBe(400)
  expect(await scan(company, '+5491100000009', qr)).toMatchObject(refusal(404, 'PHONE_NOT_FOUND'))
  expect(await scan(stranger, lucio, qr)).toMatchObject(refusal(410, 'QR_EXPIRED'))
  expect((await scan(company, '5491155555555', qr)).status).toBe(200)
  await pairing.done
})
