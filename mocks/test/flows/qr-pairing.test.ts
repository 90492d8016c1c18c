import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { answer, type Company, control, openRig, type Pairing, type Rig, refusal } from './rig.ts'

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
    connection: { state: 'open', since: expect.any(String), code: null, next_attempt_at: null, last_inbound_at: null },
  })
  expect((await poll(company, pairing.session)).body).toMatchObject({
    status: 'completed',
    channel: { id: channel.id },
  })
})

test('a channel paired without a name is called "WhatsApp QR"', async () => {
  const company = await rig.company()
  expect((await company.pair(lucio)).name).toBe('WhatsApp QR')
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
