import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCompany, createToken } from '../domain/tokens/issue.ts'
import { documentedRateLimit, type RateLimit } from '../domain/tokens/rate-limit.ts'
import { keebaiScopes } from '../domain/tokens/scopes.ts'
import type { Surface } from '../domain/tokens/token.ts'
import { shiftableClock } from '../drivers/system/clock.ts'
import { createLog } from '../logging/log.ts'
import { openGateway } from '../main.ts'
import { type AppRig, startApp } from './app-rig.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const throttled = { message: 'ThrottlerException: Too Many Requests', statusCode: 429 }

/** An app whose clock stands still but for `advance`. */
async function startLimited(rateLimit?: RateLimit) {
  const clock = shiftableClock({ real: () => 1_790_000_000_000 })
  const app = await startApp({ rateLimit }, undefined, clock)
  return Object.assign(app, { advance: (ms: number) => clock.shift(ms) })
}

async function statuses(app: AppRig, count: number, token = app.tokens.keebai, path = '/v1/me') {
  const answers: number[] = []
  for (let left = count; left > 0; left -= 1) answers.push((await app.call(path, { token })).status)
  return answers
}

async function aToken({ context, company }: AppRig, rateLimit: RateLimit, surface: Surface = 'keebai') {
  const scopes = surface === 'keebai' ? [...keebaiScopes] : []
  return (await createToken(context, { company, surface, name: 'limited', scopes, rateLimit })).text
}

test('the 61st request of a minute is answered with the documented 429 until the minute has passed', async () => {
  await using app = await startLimited(documentedRateLimit)
  expect(await statuses(app, 60)).toEqual(Array(60).fill(200))
  await app.advance(17_300)
  const refused = await app.call('/v1/me')
  expect([refused.status, refused.body]).toEqual([429, throttled])
  expect(refused.headers.get('retry-after')).toBe('43')
  await app.advance(42_700)
  expect(await statuses(app, 61)).toEqual([...Array(60).fill(200), 429])
  expect([app.violations, app.faults]).toEqual([[], []])
})

test('the 1,001st request of an hour is refused until the hour has passed', async () => {
  await using app = await startLimited(documentedRateLimit)
  for (let minute = 0; minute < 16; minute += 1) {
    expect(await statuses(app, 61)).toEqual([...Array(60).fill(200), 429])
    await app.advance(minuteMs)
  }
  expect(await statuses(app, 41)).toEqual([...Array(40).fill(200), 429])
  expect((await app.call('/v1/me')).headers.get('retry-after')).toBe(String(44 * 60))
  await app.advance(hourMs - 17 * minuteMs)
  expect(await statuses(app, 1)).toEqual([429])
  await app.advance(minuteMs)
  expect(await statuses(app, 1)).toEqual([200])
})

test('HubMessage answers 429 in its own words', async () => {
  await using app = await startLimited({ perMinute: 1, perHour: null })
  const create = () =>
    app.call('/hubmessage/v1/channels', {
      token: app.tokens.hubmessage,
      body: { name: 'Loja', type: 'META_WHATSAPP' },
    })
  expect((await create()).status).toBe(201)
  const { status, body, headers } = await create()
  expect([status, body]).toEqual([429, { error: 429, message: 'Too many requests' }])
  expect(headers.get('retry-after')).toBe('60')
  expect(app.violations).toEqual([])
})

test('tokens of one company are counted apart', async () => {
  await using app = await startLimited({ perMinute: 1, perHour: null })
  const other = await app.token([...keebaiScopes])
  expect(await statuses(app, 2)).toEqual([200, 429])
  expect(await statuses(app, 2, other)).toEqual([200, 429])
})

test('a token’s own limit goes before that of the server, and off is none', async () => {
  await using app = await startLimited({ perMinute: 2, perHour: null })
  expect(await statuses(app, 3)).toEqual([200, 200, 429])
  expect(await statuses(app, 4, await aToken(app, { perMinute: 3, perHour: null }))).toEqual([200, 200, 200, 429])
  const free = await aToken(app, { perMinute: null, perHour: null })
  expect(await statuses(app, 80, free)).toEqual(Array(80).fill(200))
})

test('a server without limits limits the tokens that have one', async () => {
  await using app = await startLimited()
  expect(await statuses(app, 80)).toEqual(Array(80).fill(200))
  expect(await statuses(app, 2, await aToken(app, { perMinute: 1, perHour: null }))).toEqual([200, 429])
  const key = await aToken(app, { perMinute: null, perHour: 1 }, 'hubmessage')
  expect(await statuses(app, 2, key, '/hubmessage/v1/channels')).toEqual([405, 405])
})

test('whatever comes of it, a request with a token counts; one without, or to no operation, does not', async () => {
  await using app = await startLimited({ perMinute: 3, perHour: null })
  const token = await app.token(['channels:read'])
  expect(await statuses(app, 5, 'kbai_pk_unknown')).toEqual(Array(5).fill(401))
  expect(await statuses(app, 5, token, '/v1/nothing')).toEqual(Array(5).fill(404))
  expect((await app.call('/v1/me', { token, method: 'PUT' })).status).toBe(405)

  expect((await app.call('/v1/messages/text', { token, body: {} })).status).toBe(403)
  expect((await app.call('/v1/channels?limit=x', { token })).status).toBe(400)
  expect((await app.call('/v1/channels/65a1f2b3c4d5e6f7a8b9c0d1', { token })).status).toBe(404)
  // Told before scope and body are looked at.
  expect((await app.call('/v1/messages/text', { token, body: '{' })).status).toBe(429)
})

test('a QR stream counts once, however long it is read', async () => {
  await using app = await startLimited({ perMinute: 3, perHour: null })
  const started = await app.call('/v1/channels/whatsapp/connect', { body: { mode: 'qr', name: 'Tienda' } })
  expect(started.status).toBe(201)
  const headers = { authorization: `Bearer ${app.tokens.keebai}` }
  const reading = new AbortController()
  const stream = await fetch(app.url + started.body.stream_url, { headers, signal: reading.signal })
  expect(stream.status).toBe(200)
  expect(await statuses(app, 2)).toEqual([200, 429])
  const late = await fetch(app.url + started.body.stream_url, { headers })
  expect([late.status, await late.json()]).toEqual([429, throttled])
  reading.abort()
})

test('`serve` limits every token as documented unless it is told otherwise', async () => {
  const answersOf = async (environment: Record<string, string>, count: number) => {
    const folder = await mkdtemp(join(tmpdir(), 'trunkline-limits-'))
    const gateway = await openGateway({ ...required, ...environment, TRUNKLINE_DATA_DIR: folder }, createLog('silent'))
    try {
      const { context } = gateway.gateway
      const company = await createCompany(context, { name: 'Shop' })
      const { text } = await createToken(context, { company: company.id, surface: 'keebai', name: 'x', scopes: [] })
      const headers = { authorization: `Bearer ${text}` }
      const answers: number[] = []
      for (let left = count; left > 0; left -= 1) {
        answers.push((await fetch(`${gateway.url}/v1/me`, { headers })).status)
      }
      return answers
    } finally {
      await gateway.close()
      await rm(folder, { recursive: true })
    }
  }
  expect(await answersOf({}, 61)).toEqual([...Array(60).fill(200), 429])
  expect(await answersOf({ TRUNKLINE_RATE_LIMIT: '2/min' }, 3)).toEqual([200, 200, 429])
  expect(await answersOf({ TRUNKLINE_RATE_LIMIT: 'off' }, 62)).toEqual(Array(62).fill(200))
  await expect(answersOf({ TRUNKLINE_RATE_LIMIT: 'lots' }, 0)).rejects.toThrow(
    'TRUNKLINE_RATE_LIMIT: must be 60/min, 1000/h, both as 60/min,1000/h, or off, not "lots"',
  )
})

const required = {
  PORT: '0',
  TRUNKLINE_MASTER_KEY: '0f'.repeat(32),
  META_APP_ID: '1',
  META_APP_SECRET: 's',
  META_CONFIG_ID: '2',
  META_VERIFY_TOKEN: 'v',
}
