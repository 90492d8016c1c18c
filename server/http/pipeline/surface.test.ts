import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { Refusal } from '../../domain/refusals.ts'
import { startSmallApi } from './test/small-api.ts'

const thing = { method: 'POST', body: '{"name":"a"}' }

test('a request that fits reaches its operation with defaults filled in and values coerced', async () => {
  await using api = await startSmallApi()
  expect((await api.call('/v1/things', thing)).body).toMatchObject({ request: { body: { name: 'a' } } })
  expect((await api.call('/v1/things')).body).toMatchObject({ request: { query: { limit: 20 } } })
  expect((await api.call('/v1/things?limit=3')).body).toMatchObject({ request: { query: { limit: 3 } } })
  expect((await api.call('/v1/things/a%20b')).body).toMatchObject({ request: { path: { id: 'a b' } } })
})

test.each([
  ['no header', {}],
  ['an empty header', { authorization: '' }],
  ['another scheme', { authorization: 'Basic YWxsOg==' }],
  ['a scheme without token', { authorization: 'Bearer ' }],
  ['a token without scheme', { authorization: 'all' }],
  ['two spaces', { authorization: 'Bearer  all' }],
  ['an unknown token', { authorization: 'Bearer nobody' }],
  ['a token of 10 kB', { authorization: `Bearer ${'a'.repeat(10_000)}` }],
  ['a token in the query', { authorization: '' }],
])('%s is unauthorized', async (_, headers) => {
  await using api = await startSmallApi()
  const response = await fetch(`${api.url}/v1/things?token=all`, { headers })
  expect(response.status).toBe(401)
})

test('the token is judged before the scope, the scope before the body', async () => {
  await using api = await startSmallApi()
  const broken = { method: 'POST', body: '{"name":' }
  const wrongType = { 'content-type': 'text/plain' }
  const as = (token: string) => ({ ...wrongType, authorization: `Bearer ${token}` })
  expect((await api.call('/v1/things', { ...broken, headers: as('nobody') })).status).toBe(401)
  const forbidden = await api.call('/v1/things', { ...broken, headers: as('none') })
  expect(forbidden.status).toBe(403)
  expect(forbidden.body).toMatchObject({ required: ['things:write'], missing: ['things:write'] })
  expect((await api.call('/v1/things', { ...broken, headers: as('all') })).status).toBe(415)
  expect((await api.call('/v1/things', broken)).status).toBe(400)
})

test('an unknown path is 404, a known one with another method 405 with what is allowed', async () => {
  await using api = await startSmallApi()
  for (const path of ['/', '/v1/nothing', '/v1/things//stream', '/V1/things']) {
    expect((await api.call(path)).status, path).toBe(404)
  }
  const answer = await api.call('/v1/things', { method: 'DELETE' })
  expect(answer.status).toBe(405)
  expect(answer.body).toMatchObject({ allow: 'GET, POST' })
})

test.each([
  ['malformed JSON', '{"name":', '/body'],
  ['text behind the JSON', '{"name":"a"} x', '/body'],
  ['a body that is no object', '"a"', '/body'],
  ['no body', '', '/body'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), '/body'],
  ['an escaped NUL', '{"name":"a\\u0000"}', '/body/name'],
  ['half a surrogate pair', '{"name":"\\ud800"}', '/body/name'],
  ['a __proto__ member', '{"name":"a","extra":{"__proto__":{"x":1}}}', '/body/extra'],
  ['an escaped __proto__ member', '{"name":"a","extra":{"\\u005f_proto__":{"x":1}}}', '/body/extra'],
])('%s is refused with its place', async (_, body, path) => {
  await using api = await startSmallApi()
  const answer = await api.call('/v1/things', { method: 'POST', body })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ details: [{ path }] })
  expect(({} as { x?: number }).x).toBeUndefined()
})

test('deep nesting is refused within the size limit', async () => {
  await using api = await startSmallApi()
  const deep = `{"name":"a","extra":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`
  expect((await api.call('/v1/things', { method: 'POST', body: deep })).status).toBe(400)
})

test('every problem is told once, unions by the alternative that was meant', async () => {
  await using api = await startSmallApi()
  const details = async (body: unknown) => {
    const answer = await api.call('/v1/things', { method: 'POST', body: JSON.stringify(body) })
    return (answer.body as { details: unknown }).details
  }
  expect(await details({ size: 'big', colour: 1 })).toEqual([
    { path: '/body/name', message: "must have required property 'name'" },
    { path: '/body/colour', message: 'must NOT have additional properties' },
    { path: '/body/size', message: 'must be integer' },
  ])
  expect(await details({ name: 'a', shape: { kind: 'circle', radius: 'r' } })).toEqual([
    { path: '/body/shape/radius', message: 'must be number' },
  ])
  expect(await details({ name: 'a', shape: { kind: 'line' } })).toEqual([
    { path: '/body/shape/kind', message: 'must be equal to one of the allowed values: circle, square' },
  ])
  expect(await details({ name: 'a', owner: {} })).toEqual([{ path: '/body/owner', message: 'must have mail or phone' }])
})

test('query problems name the parameter', async () => {
  await using api = await startSmallApi()
  const paths = async (query: string) => {
    const answer = await api.call(`/v1/things?${query}`)
    expect(answer.status).toBe(400)
    return (answer.body as { details: { path: string }[] }).details.map(({ path }) => path)
  }
  expect(await paths('limit=many')).toEqual(['/query/limit'])
  expect(await paths('limit=1&limit=2')).toEqual(['/query/limit'])
  expect(await paths('page=2')).toEqual(['/query/page'])
  expect(await paths('limit=%00')).toEqual(['/query/limit'])
})

test.each(['/v1/things/%ZZ', '/v1/things/a%00b', '/v1/things/%c0%af'])('%s is 400', async (path) => {
  await using api = await startSmallApi()
  expect((await api.call(path)).status).toBe(400)
})

test('a body over the limit is 413, with and without a declared length', async () => {
  await using api = await startSmallApi()
  const large = JSON.stringify({ name: 'a', extra: { a: 'x'.repeat(65_536) } })
  expect((await api.call('/v1/things', { method: 'POST', body: large })).status).toBe(413)
  const chunks = new ReadableStream({
    start(controller) {
      for (let count = 0; count < 100; count += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(10_000)))
      controller.close()
    },
  })
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: chunks, duplex: 'half' }
  expect((await api.call('/v1/things', init)).status).toBe(413)
})

test.each([
  ['text/plain', {}],
  ['application/xml', {}],
  ['application/json; charset=utf-7', {}],
  ['application/json', { 'content-encoding': 'gzip' }],
])('%s with %o is an unsupported media type', async (type, more) => {
  await using api = await startSmallApi()
  const answer = await api.call('/v1/things', { ...thing, headers: { 'content-type': type, ...more } })
  expect(answer.status).toBe(415)
})

test('JSON in UTF-8 is taken however its type is spelled', async () => {
  await using api = await startSmallApi()
  for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
    expect((await api.call('/v1/things', { ...thing, headers: { 'content-type': type } })).status).toBe(200)
  }
  expect((await api.call('/v1/things', { headers: { 'content-type': 'text/odd; a=b' } })).status).toBe(200)
})

test('a fault is answered without its cause and logged whole', async () => {
  const broken = new Error('secret detail')
  await using api = await startSmallApi({ listThings: () => Promise.reject(broken) })
  const answer = await api.call('/v1/things')
  expect(answer.status).toBe(500)
  expect(JSON.stringify(answer.body)).not.toContain('secret')
  expect(answer.headers.get('x-request-id')).toMatch(/^\w+-\w+$/)
  expect(api.faults).toEqual([broken])
})

test('a refusal is worded by the surface and may carry more headers', async () => {
  const refuse = () => Promise.reject(Refusal.of('channel_not_found', { channel: 'c' }))
  await using api = await startSmallApi({ listThings: refuse }, { onRefusal: () => ({ 'X-Trunkline-Hint': 'look' }) })
  const answer = await api.call('/v1/things')
  expect([answer.status, answer.headers.get('x-trunkline-hint')]).toEqual([409, 'look'])
  expect(api.faults).toEqual([])
})

test('an answer the document does not declare is sent and reported', async () => {
  await using api = await startSmallApi({ listThings: async () => ({ status: 200, body: [] }) })
  expect((await api.call('/v1/things')).body).toEqual([])
  expect(api.violations).toMatchObject([
    { operationId: 'listThings', status: 200, message: '/response must be object' },
  ])
})

test('each answered request is recorded with its operation and caller', async () => {
  const records: unknown[] = []
  await using api = await startSmallApi({}, { onRequest: (record) => records.push(record) })
  await api.call('/v1/things?limit=1')
  await api.call('/v1/nothing')
  expect(records).toMatchObject([
    { method: 'GET', path: '/v1/things', operationId: 'listThings', status: 200, caller: { name: 'all' } },
    { method: 'GET', path: '/v1/nothing', operationId: null, status: 404 },
  ])
})

test('a client that leaves in the middle of its body leaves nothing behind', async () => {
  let reached = false
  await using api = await startSmallApi({
    createThing: async () => {
      reached = true
      return { status: 200, body: {} }
    },
  })
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  const head = 'POST /v1/things HTTP/1.1\r\nhost: a\r\nauthorization: Bearer all\r\ncontent-type: application/json\r\n'
  const gone = new Promise<void>((resolve) => {
    api.server.once('request', (req) => req.once('close', () => resolve()))
  })
  socket.write(`${head}content-length: 100\r\n\r\n{"name"`)
  api.server.once('request', () => setImmediate(() => socket.destroy()))
  await gone
  expect((await api.call('/v1/things')).status).toBe(200)
  expect([reached, api.faults]).toEqual([false, []])
})
