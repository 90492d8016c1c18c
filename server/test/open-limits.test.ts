import { expect, test } from 'vitest'
import type { SessionId } from '../domain/ids.ts'
import { createCompany, createToken } from '../domain/tokens/issue.ts'
import { keebaiScopes } from '../domain/tokens/scopes.ts'
import { shiftableClock } from '../drivers/system/clock.ts'
import { type AppRig, startApp } from './app-rig.ts'

const throttled = { message: 'ThrottlerException: Too Many Requests', statusCode: 429 }
const tooMany = { status: 429, body: throttled }

function start(app: AppRig, body: object = { mode: 'qr' }, token?: string) {
  return app.call('/v1/channels/whatsapp/connect', { body, ...(token && { token }) })
}

async function sessionOf(app: AppRig, token?: string): Promise<string> {
  return (await start(app, { mode: 'qr' }, token)).body.session_id
}

/** Asks for the stream of a session; `close` hangs up. */
async function openStream(app: AppRig, session: string, token = app.tokens.keebai) {
  const hangUp = new AbortController()
  const response = await fetch(`${app.url}/v1/channels/whatsapp/connect/${session}/qr-stream`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: hangUp.signal,
  })
  return { response, status: response.status, close: () => hangUp.abort() }
}

async function strangerOf(app: AppRig): Promise<string> {
  const company = await createCompany(app.context, { name: 'Other' })
  const wish = { company: company.id, surface: 'keebai' as const, name: 'x', scopes: [...keebaiScopes] }
  return (await createToken(app.context, wish)).text
}

test('a token has its streams and no more; one that closes makes room at once', async () => {
  await using app = await startApp({ streamLimits: { perToken: 2, perCompany: 3 } })
  const session = await sessionOf(app)
  const [one, two] = [await openStream(app, session), await openStream(app, session)]
  expect([one.status, two.status]).toEqual([200, 200])
  const refused = await openStream(app, session)
  expect({ status: refused.status, body: await refused.response.json() }).toEqual(tooMany)
  expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await app.call('/v1/me')).status).toBe(200)

  one.close()
  await expect.poll(async () => (await openStream(app, session)).status).toBe(200)
  expect((await openStream(app, session)).status).toBe(429)
  expect([app.violations, app.faults]).toEqual([[], []])
})

test('the tokens of a company share its streams, another company has its own', async () => {
  await using app = await startApp({ streamLimits: { perToken: 2, perCompany: 3 } })
  const session = await sessionOf(app)
  const [second, stranger] = [await app.token([...keebaiScopes]), await strangerOf(app)]
  const opened: number[] = []
  for (const token of [app.tokens.keebai, app.tokens.keebai, second, second]) {
    opened.push((await openStream(app, session, token)).status)
  }
  expect(opened).toEqual([200, 200, 200, 429])
  expect((await openStream(app, await sessionOf(app, stranger), stranger)).status).toBe(200)
})

test('a stream that is refused for another reason takes no place', async () => {
  await using app = await startApp({ streamLimits: { perToken: 1, perCompany: 1 } })
  const session = await sessionOf(app)
  for (const unknown of ['ses_01ARZ3NDEKTSV4RRFFQ69G5FAV', session]) {
    const { status } = await openStream(app, unknown)
    expect(status).toBe(unknown === session ? 200 : 404)
  }
})

test('a company has its pending connect sessions and no more, of both modes; one that ends makes room', async () => {
  const clock = shiftableClock({ real: () => 1_790_000_000_000 })
  await using app = await startApp({}, undefined, clock)
  app.context.settings.sessionsMax = 2
  const first = await sessionOf(app)
  expect((await start(app, { mode: 'embedded_signup' })).status).toBe(201)
  await clock.shift(100_000)
  const refused = await start(app)
  expect(refused).toMatchObject(tooMany)
  expect(refused.headers.get('retry-after')).toBe('200')
  expect(await start(app, { mode: 'embedded_signup' })).toMatchObject(tooMany)
  expect((await start(app, { mode: 'qr' }, await strangerOf(app))).status).toBe(201)

  const end = { state: 'cancelled', channel: null, at: clock.now() } as const
  await app.context.storage.transaction(({ sessions }) => sessions.end(first as SessionId, end))
  expect((await start(app)).status).toBe(201)
  expect(await start(app)).toMatchObject(tooMany)
  // What is over makes room though nobody has said so yet.
  await clock.shift(300_000)
  expect((await start(app)).status).toBe(201)
  expect([app.violations, app.faults]).toEqual([[], []])
})
