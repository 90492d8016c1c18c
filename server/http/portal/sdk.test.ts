import { expect, test } from 'vitest'
import { publicKey } from '../../domain/tokens/scopes.ts'
import { startPortal } from './test/rig.ts'

type Portal = Awaited<ReturnType<typeof startPortal>>

const ask = (portal: Portal, token?: string, query = '') =>
  fetch(`${portal.origin}/connect/settings${query}`, { headers: token ? { authorization: `Bearer ${token}` } : {} })

test('a public key opens what Meta’s dialog needs, no more, to any site', async () => {
  await using portal = await startPortal()
  const answer = await ask(portal, await portal.key([publicKey]))
  expect([answer.status, await answer.json()]).toEqual([
    200,
    {
      sdkUrl: `https://sdk.example/${portal.company}/sdk.js`,
      messageOrigins: ['https://dialog.example'],
      appId: 'app',
      configId: 'config',
      graphVersion: 'v26.0',
    },
  ])
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
})

test('a browser may send the key to another origin, and nothing but read', async () => {
  await using portal = await startPortal()
  const answer = await fetch(`${portal.origin}/connect/settings`, { method: 'OPTIONS' })
  expect([answer.status, Object.fromEntries(answer.headers)]).toMatchObject([
    204,
    {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
    },
  ])
  expect((await fetch(`${portal.origin}/connect/settings`, { method: 'POST' })).status).toBe(405)
})

test('no key, a secret key, an unknown and a revoked one are 401, readable in the page', async () => {
  await using portal = await startPortal()
  const revoked = await portal.key([publicKey])
  const [token] = await portal.context.storage.read.tokens.list(portal.company)
  await portal.context.storage.transaction(({ tokens }) => tokens.revoke(token?.id ?? ('' as never), 1))
  for (const key of [undefined, await portal.key([]), `hm_pk_${'0'.repeat(64)}`, revoked]) {
    const answer = await ask(portal, key)
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 'UNAUTHORIZED' } }])
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  }
})

test('with a channel it says whether that one can be connected', async () => {
  await using portal = await startPortal()
  const key = await portal.key([publicKey])
  const [own, foreign] = [await portal.created(), await portal.created(portal.other)]
  const codeFor = async (channel: string) => {
    const answer = await ask(portal, key, `?channel=${channel}`)
    return [answer.status, ((await answer.json()) as { error?: { code: string } }).error?.code]
  }
  expect(await codeFor(own.id)).toEqual([200, undefined])
  const unknown = [404, 'CHANNEL_NOT_FOUND']
  expect(await codeFor(foreign.id)).toEqual(unknown)
  expect(await codeFor('nonsense')).toEqual(unknown)
  await portal.post('complete', { session: await portal.session(), code: 'good' })
  const [, connected] = await portal.channels()
  expect(await codeFor(connected?.id ?? '')).toEqual([409, 'CHANNEL_ALREADY_CONNECTED'])
})

test('the SDK is served as JavaScript modules that import each other and say where they are from', async () => {
  await using portal = await startPortal()
  const seen = new Set(['/connect/sdk.js'])
  for (const path of seen) {
    const answer = await fetch(portal.origin + path)
    const body = await answer.text()
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/javascript; charset=utf-8',
    ])
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(body).not.toMatch(/\.ts'|: string/)
    for (const [, name = ''] of body.matchAll(/from '(\.\/[^']+)'/g)) {
      seen.add(new URL(name, portal.origin + path).pathname)
    }
  }
  expect([...seen]).toContain('/connect/sdk/signup-dialog.js')
  expect((await fetch(`${portal.origin}/connect/sdk/other.js`)).status).toBe(404)
  expect((await fetch(`${portal.origin}/connect/sdk/..%2f..%2fpackage.js`)).status).toBe(404)
})

test('a module that has not changed is not sent again', async () => {
  await using portal = await startPortal()
  const url = `${portal.origin}/connect/sdk/index.js`
  const etag = (await fetch(url)).headers.get('etag') ?? ''
  expect(etag).not.toBe('')
  expect((await fetch(url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status).toBe(304)
})
