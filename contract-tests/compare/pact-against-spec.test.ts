import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readPacts } from '../pact-file/read-pacts.ts'
import { comparePact } from './pact-against-spec.ts'
import { aPact, auth, byNumber, everyExample, get } from './test/a-pact.ts'

const broadcast = '/v1/messages/bulk/65f4b5c6d7e8f9a0b1c2d3e4'

test('no example of either document is found incompatible with it', async () => {
  for (const surface of ['keebai', 'hubmessage'] as const) {
    const pact = aPact(surface, everyExample(surface))
    expect(pact.interactions.length).toBeGreaterThan(30)
    expect(await comparePact(pact)).toEqual([])
  }
})

test('the pacts of this project and those of the examples give no error', async () => {
  const folders = ['../pacts/', '../../examples/pacts/'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  const { pacts, findings } = readPacts(folders)
  expect(findings).toEqual([])
  expect(pacts.length).toBeGreaterThanOrEqual(5)
  for (const pact of pacts) {
    const found = await comparePact(pact)
    expect(
      found.filter(({ severity }) => severity === 'error'),
      pact.source,
    ).toEqual([])
  }
})

test('a consumer may name less of an answer than there is, also of one that has two shapes', async () => {
  const receipts = [{ broadcast_id: '65f4b5c6d7e8f9a0b1c2d3e4' }, {}, { status: 'PENDING' }]
  const pact = aPact('keebai', [
    ...receipts.map((responseBody) => ({ responseBody })),
    get(broadcast, 200, { sent: 1 }),
  ])
  expect(await comparePact(pact)).toEqual([])
})

test('a request nobody answers names its neighbours', async () => {
  const found = await comparePact(aPact('keebai', [get('/v1/chanels', 200), get('/channels', 200), { method: 'PUT' }]))
  expect(found.map(({ code }) => code)).toEqual(Array(3).fill('operation-unknown'))
  expect(found[0]?.hint).toContain('/v1/channels')
  expect(found[1]?.hint).toContain('There is GET /v1/channels')
  expect(found[2]?.hint).toBe('There is POST /v1/messages/text.')
})

test('a finding says where in the pact and in the specification, what was expected and what came', async () => {
  const [finding, ...others] = await comparePact(aPact('keebai', [{ requestBody: { ...byNumber, text: 7 } }]))
  expect(others).toEqual([])
  expect(finding).toMatchObject({
    check: 'pact-spec',
    severity: 'error',
    code: 'request-body-incompatible',
    where: {
      consumer: 'shop',
      pact: 'pacts/shop.json',
      interaction: 'interaction 0',
      operation: 'sendTextMessage',
      status: 202,
      pointer: '/interactions/0/request/body/text',
      file: 'spec/keebai/schemas/messages/SendTextRequest.yaml',
    },
    got: '7',
  })
  expect(finding?.what).toContain('`text` must be string')
  expect(finding?.where.line).toBeGreaterThan(0)
})

test.each([
  [
    'request-authorization-missing',
    { requestHeaders: { 'content-type': 'application/json' } },
    /Authorization: Bearer/,
  ],
  ['request-content-type-incompatible', { requestHeaders: { ...auth, 'content-type': 'text/plain' } }, /Content-Type/],
  ['request-body-incompatible', { requestBody: { to: '+5491155555555', text: 'x' } }, /phone_number_id/],
  ['request-body-incompatible', { requestBody: { ...byNumber, colour: 'red' } }, /`colour` is not documented/],
  ['response-status-unknown', { status: 201 }, /never answers 201/],
  ['response-body-incompatible', { responseBody: { status: 'queued' } }, /`status` must be equal/],
  ['response-body-incompatible', { responseBody: { id: 'x' } }, /`id` is not documented/],
  [
    'response-body-incompatible',
    { requestBody: byNumber, responseBody: { status: 'sent', total_recipients: 1 } },
    /status|total/,
  ],
  ['response-header-unknown', { responseHeaders: { 'x-trace': 'x' } }, /no header `x-trace`/],
  ['response-content-type-incompatible', { responseHeaders: { 'content-type': 'text/html' } }, /Content-Type/],
])('%s: %j is found once', async (code, wish, told) => {
  const found = await comparePact(aPact('keebai', [wish]))
  expect(found.map((finding) => finding.code)).toEqual([code])
  expect(found[0]).toMatchObject({ severity: 'error', where: { operation: 'sendTextMessage' } })
  expect(found[0]?.what).toMatch(told)
  expect(JSON.stringify(found)).not.toContain('9d1ec0de')
})

test('a member of an error body that is nowhere documented is found with its place', async () => {
  const [finding] = await comparePact(aPact('keebai', [{ status: 404, responseBody: { error: { reason: 'x' } } }]))
  expect(finding).toMatchObject({
    code: 'response-body-incompatible',
    where: { pointer: '/interactions/0/response/body/error' },
  })
  expect(finding?.what).toContain('`error.reason` is not documented')
})

test('a request that is to be refused may be wrong', async () => {
  const wishes = [
    { status: 400, requestBody: { nonsense: true } },
    { status: 415, requestHeaders: { ...auth, 'content-type': 'text/plain' }, requestBody: 'Hola' },
    { status: 401, requestHeaders: { 'content-type': 'application/json' } },
  ]
  expect(await comparePact(aPact('keebai', wishes))).toEqual([])
})

test('what a pending pact or interaction shows is pending', async () => {
  const pact = aPact('keebai', [{ status: 201, pending: true }, { status: 201 }])
  expect((await comparePact(pact)).map(({ pending }) => pending)).toEqual([true, undefined])
  expect((await comparePact({ ...pact, pending: true })).map(({ pending }) => pending)).toEqual([true, true])
})
