import express, { Router } from 'express'
import { expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { keebaiScopes } from '../domain/tokens/scopes.ts'
import { loadDocument } from '../http/pipeline/document.ts'
import { validatorsOf } from '../http/pipeline/validators.ts'
import { startApp } from './app-rig.ts'

const notFound = { error: { code: 'NOT_FOUND', message: 'Not Found' }, message: 'Not Found', statusCode: 404 }

test('unknown routes and wrong methods have the body of their surface', async () => {
  await using app = await startApp({ hubMessageHost: 'api.hub.test' })
  for (const path of ['/', '/nope', '/v1/messages', '/v1/nope?x=%00', '/V1/channels']) {
    const answer = await app.call(path)
    expect([answer.status, answer.body], path).toEqual([404, notFound])
  }
  const put = await app.call('/v1/channels', { method: 'PUT' })
  expect([put.status, put.body.error.code, put.headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET'])
  for (const path of ['/hubmessage', '/hubmessage/', '/hubmessage/v1/me', '/hubmessage/v1/messages']) {
    expect((await app.call(path)).body, path).toEqual({ error: 404, message: 'Not found' })
  }
  const hub = await app.call('/hubmessage/v1/channels')
  expect([hub.status, hub.body]).toEqual([405, { error: 405, message: 'Method not allowed' }])
})

test('broken paths are the caller’s mistake, never a fault', async () => {
  await using app = await startApp()
  for (const path of ['/%', '/v1/channels/%zz', '/v1/channels/%00', '/%c0%ae/x', '/v1/channels/..%2f..%2fetc']) {
    expect([400, 404], path).toContain((await app.call(path)).status)
  }
  expect((await app.call(`/v1/channels/${'a'.repeat(8000)}`)).status).toBe(404)
  expect(app.faults).toEqual([])
})

test('a fault of a mounted router is answered by the surface without its cause', async () => {
  const extra = Router()
    .get('/broken', () => {
      throw new Error('secret detail')
    })
    .post('/parsed', express.json(), (_req, res) => void res.json({}))
  await using app = await startApp({ extra: [extra] })
  const broken = await app.call('/broken')
  expect(broken.status).toBe(500)
  expect(broken.body.error).toEqual({ code: 'INTERNAL_ERROR', message: 'Internal Server Error' })
  expect(app.faults).toHaveLength(1)
  expect((await app.call('/parsed', { body: '{"a":' })).status).toBe(400)
  expect(app.faults).toHaveLength(1)
})

test('documents and health are public; readiness waits for the validators', async () => {
  await using app = await startApp()
  expect((await app.call('/healthz', { token: '' })).body).toEqual({ status: 'ok' })
  expect((await app.call('/readyz', { token: '' })).status).toBe(503)
  expect((await app.call('/v1/docs-json', { token: '' })).body.openapi).toBe('3.1.0')
  expect((await app.call('/hubmessage/openapi.json', { token: '' })).body.info.title).toContain('HubMessage')
  expect((await app.call('/healthz')).headers.get('x-powered-by')).toBeNull()
})

test('a second app of the process shares the compiled validators', async () => {
  await using app = await startApp()
  const options = {
    context: app.context,
    dialect: 'auto',
    publicUrl: null,
    responses: { mode: 'all', onViolation() {} },
    portal: Router(),
    metaIngress: () => false,
  } as const
  const warmed = async () => {
    const start = performance.now()
    await createApp(options).warm()
    return performance.now() - start
  }
  const compiled = await warmed()
  expect(await warmed()).toBeLessThan(compiled / 4)
})

test('a draining process takes nothing up, ends its streams and says so', async () => {
  await using app = await startApp()
  const { stream_url } = (await app.call('/v1/channels/whatsapp/connect', { body: { mode: 'qr' } })).body
  const stream = await fetch(app.url + stream_url, { headers: { authorization: `Bearer ${app.tokens.keebai}` } })
  app.drain()
  await expect(stream.text()).rejects.toThrow()
  const answer = await app.call('/v1/me')
  expect([answer.status, answer.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
  expect(answer.headers.get('connection')).toBe('close')
  expect((await app.call('/hubmessage/v1/channels', { body: {} })).body).toEqual({
    error: 503,
    message: 'Service unavailable',
  })
  expect((await app.call('/readyz')).body).toEqual({ status: 'shutting down' })
  expect(app.violations).toEqual([])
})

test('requests are recorded with their operation, and preflights get no permission', async () => {
  await using app = await startApp()
  await app.call('/v1/channels?type=whatsapp')
  const preflight = await app.call('/v1/channels', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })
  expect(preflight.status).toBe(405)
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  expect(app.requests).toMatchObject([
    {
      surface: 'keebai',
      method: 'GET',
      path: '/v1/channels',
      operationId: 'listChannels',
      status: 200,
      company: app.company,
    },
    { surface: 'keebai', method: 'OPTIONS', operationId: null, status: 405, company: null },
  ])
})

const anyValue = (path: string) => path.replaceAll(/\{[^}]+\}/g, 'a')

test('every operation of both documents refuses a request without a token, in its surface’s body', async () => {
  await using app = await startApp()
  const bodies = {
    keebai: { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 },
    hubmessage: { error: 401, message: 'Unauthorized' },
  }
  const missingHeader = { error: 'Authorization header is required' }
  for (const [name, prefix] of [
    ['keebai', ''],
    ['hubmessage', '/hubmessage'],
  ] as const) {
    for (const { method, path } of validatorsOf(loadDocument(name)).operations) {
      const answer = await app.call(prefix + anyValue(path), { method, token: '' })
      const ofTemplates = name === 'hubmessage' && path.startsWith('/v1/webhooks')
      const refusal = ofTemplates ? [400, missingHeader] : [401, bodies[name]]
      expect([answer.status, answer.body], `${method} ${path}`).toEqual(refusal)
    }
  }
  expect(app.violations).toEqual([])
})

test('every Keebai operation that asks for a scope refuses a token of all the others', async () => {
  await using app = await startApp()
  for (const { id, method, path, security, scopesAny } of validatorsOf(loadDocument('keebai')).operations) {
    const needed = scopesAny ?? security?.flatMap(({ scopes }) => scopes) ?? []
    if (needed.length === 0) continue
    const token = await app.token(keebaiScopes.filter((scope) => !needed.includes(scope)))
    const answer = await app.call(anyValue(path), { method, token })
    const scope = needed.slice(0, 1)
    expect([answer.status, answer.body.error.details], id).toEqual([403, { required: scope, missing: scope }])
  }
  expect(app.violations).toEqual([])
})
