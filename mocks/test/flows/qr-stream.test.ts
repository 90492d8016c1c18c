import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { streamTiming } from '../../../server/http/pipeline/event-stream.ts'
import { answer, type Company, control, followed, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const path = (session: string) => `/v1/channels/whatsapp/connect/${session}/qr-stream`
const poll = (company: Company, session_id: string) =>
  answer(keebai.getWhatsAppConnect({ client: company.api, path: { session_id } }))

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
