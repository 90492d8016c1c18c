import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type TestSandbox } from '../testing/index.ts'
import type { StaticMock } from './static-mock.ts'
import {
  type Answered,
  type Ask,
  ask,
  type Sample,
  type SurfaceName,
  sampleOf,
  send,
  startMock,
} from './test/mock-rig.ts'
import { limitedToken } from './tokens.ts'

let mock: StaticMock
let sandbox: TestSandbox
beforeAll(async () => {
  ;[mock, sandbox] = await Promise.all([startMock(), startSandbox()])
})
afterAll(() => Promise.all([mock.close(), sandbox.close()]))

const bodyBytesMax = 65_536
/** Messages of HubMessage may hold files. */
const largestMax = 24 * 1_048_576
const text = sampleOf('sendTextMessage')
const message = sampleOf('sendMessage')

const details = (path: string, words: RegExp) => [{ path, message: expect.stringMatching(words) }]
const keebai = (status: number, code: string, more?: object) => ({
  error: { code, message: expect.any(String), ...(more && { details: more }) },
  message: expect.any(String),
  statusCode: status,
})
const hubmessage = (error: number, words: string, more?: object) => ({
  error,
  message: words,
  ...(more && { details: more }),
})

interface Case {
  title: string
  sample: Sample
  wrong: Ask
  status: number
  body: object
  headers?: Record<string, string>
}

/** The same mistakes on both surfaces, each with the surface's own answer. */
const cases: Case[] = [
  both('malformed JSON', { body: '{"to":' }, 400, /well-formed JSON/, '/body'),
  both('no body', { body: '' }, 400, /required/, '/body'),
  both('members missing and of another kind', { body: { to: 1, recipient: 1 } }, 400),
  both('an unknown query parameter', { query: '?colour=red' }, 400, /colour/, '/query/colour'),
  both('no token', { token: null }, 401),
  both('a token of another form', { token: 'test' }, 401),
  both('a prefix alone', { token: 'kbai_pk_' }, 401),
  both('another media type', { headers: { 'content-type': 'text/plain' } }, 415),
  both('a body over the limit', { body: { text: 'x'.repeat(largestMax) } }, 413),
  both('another method', { method: 'PUT' }, 405),
].flat()

function both(title: string, wrong: Ask, status: number, words?: RegExp, path?: string): Case[] {
  const why = words && path ? details(path, words) : status === 400 ? expect.any(Array) : undefined
  const headers: Record<string, string> | undefined =
    status === 401 ? { 'www-authenticate': 'Bearer' } : status === 405 ? { allow: 'POST' } : undefined
  const shared = { title, wrong, status, ...(headers && { headers }) }
  const codes: Record<number, string> = {
    400: 'BAD_REQUEST',
    405: 'METHOD_NOT_ALLOWED',
    413: 'PAYLOAD_TOO_LARGE',
    415: 'UNSUPPORTED_MEDIA_TYPE',
  }
  const messages: Record<number, string> = {
    400: 'Validation error',
    401: 'Unauthorized',
    405: 'Method not allowed',
    413: 'Payload too large',
    415: 'Unsupported media type',
  }
  const unauthorized = { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
  return [
    { ...shared, sample: text, body: status === 401 ? unauthorized : keebai(status, codes[status] ?? '', why) },
    { ...shared, sample: message, body: hubmessage(status, messages[status] ?? '', why) },
  ]
}

describe.each(cases.map((one) => [`${one.sample.surface}: ${one.title}`, one] as const))('%s', (_, one) => {
  test(`is ${one.status} in the words of the surface, as the gateway answers it`, async () => {
    const answered = await ask(mock.url, one.sample, one.wrong)
    expect([answered.status, answered.body]).toEqual([one.status, one.body])
    expect(Object.fromEntries(answered.headers)).toMatchObject(one.headers ?? {})
    expectAlike(answered, await ask(sandbox.url, one.sample, withToken(one)))
  })
})

/** The sandbox knows only its own tokens; a form that is wrong is wrong there too. */
function withToken({ sample, wrong }: Case): Ask {
  return wrong.token === undefined ? { ...wrong, token: tokenOf(sample.surface) } : wrong
}

function tokenOf(surface: SurfaceName): string {
  return surface === 'keebai' ? sandbox.credentials.keebai.token : sandbox.credentials.hubmessage.secret_key
}

function expectAlike(mine: Answered, theirs: Answered): void {
  const told = ({ status, body, headers }: Answered) => {
    const { date: _, 'x-request-id': id, 'x-trunkline-hint': __, ...others } = Object.fromEntries(headers)
    return { status, body, headers: others, hasId: id !== undefined }
  }
  expect(told(mine)).toEqual(told(theirs))
}

test.each([
  ['/v1/nothing', keebai(404, 'NOT_FOUND')],
  ['/', keebai(404, 'NOT_FOUND')],
  ['/hubmessage/v1/nothing', hubmessage(404, 'Not found')],
  ['/hubmessage', hubmessage(404, 'Not found')],
])('%s is 404 in the words of its surface', async (path, body) => {
  const answered = await send(mock.url + path, {})
  expect([answered.status, answered.body]).toEqual([404, body])
})

test('a request is judged as at the gateway: token, scope, media type, size, JSON, document', async () => {
  const only = (scope: string) => limitedToken('keebai', [scope])
  const status = async (wrong: Ask) => (await ask(mock.url, text, wrong)).status
  const xml = { 'content-type': 'application/xml' }
  const large = 'x'.repeat(bodyBytesMax + 1)
  expect(await status({ token: 'x', headers: xml, body: large })).toBe(401)
  expect(await status({ token: only('channels:read'), headers: xml, body: large })).toBe(403)
  expect(await status({ token: only('messages:send'), headers: xml, body: large })).toBe(415)
  expect(await status({ body: large })).toBe(413)
  expect(await status({ body: 'x'.repeat(bodyBytesMax) })).toBe(400)
})

test('a body in the size limit is taken', async () => {
  const body = JSON.stringify(text.body)
  const padded = body + ' '.repeat(bodyBytesMax - Buffer.byteLength(body))
  expect((await ask(mock.url, text, { body: padded })).status).toBe(202)
})

test('a send that names no sender is told both ways to name it', async () => {
  const { channel_id: _, phone_number_id: __, ...nobody } = text.body as Record<string, unknown>
  const answered = await ask(mock.url, text, { body: nobody })
  const message = "must have required property 'phone_number_id' unless channel_id is given"
  expect(answered.body).toEqual(keebai(400, 'BAD_REQUEST', [{ path: '/body/phone_number_id', message }]))
})

test('what is wrong is named, in the place of what the example complains of', async () => {
  const answered = await ask(mock.url, text, { body: { ...(text.body as object), to: 'Lucio', text: '' } })
  expect(answered.body).toEqual(
    keebai(400, 'BAD_REQUEST', [
      { path: '/body/to', message: 'must match pattern "^\\+[1-9]\\d{6,14}$", such as +5491155555555' },
      { path: '/body/text', message: 'must NOT have fewer than 1 characters' },
    ]),
  )
})

test('of an invalid request no success can be asked, only another rejection', async () => {
  const wrong = { ...(text.body as object), to: 'Lucio' }
  const as = async (prefer: string) => ask(mock.url, text, { body: wrong, headers: { prefer } })
  expect((await as('code=202')).status).toBe(400)
  expect((await as('code=400')).body).toMatchObject({ error: { details: [{ path: '/body/to' }] } })
  expect((await as('code=422, example=invalid_phone')).body).toMatchObject({ error: { code: 'invalid_phone' } })
  expect((await as('code=400, example=channel_disconnected')).body).toMatchObject({
    error: { code: 'CHANNEL_DISCONNECTED' },
  })
})

describe('a preference the document cannot meet is 400 and says what there is', () => {
  test.each([
    ['code=418', /sendTextMessage declares no status 418; it declares 202, 400, 401/],
    ['code=abc', /code must be a status such as 404, not "abc"/],
    ['dynamic=maybe', /dynamic must be true or false, not "maybe"/],
    ['example=nope', /no example "nope" of status 202; it has channel_id, phone_number_id$/],
    ['code=502, example=nope', /no example "nope" of status 502; it has not_sent, refused, outcome_unknown/],
    ['example=refused', /no example "refused" of status 202; .*; "refused" comes with code=502$/],
  ])('%s', async (prefer, words) => {
    const answered = await ask(mock.url, text, { headers: { prefer } })
    expect([answered.status, answered.body]).toEqual([
      400,
      keebai(400, 'BAD_REQUEST', details('/headers/Prefer', words)),
    ])
    expect((await ask(mock.url, message, { headers: { prefer: 'code=418' } })).body).toEqual(
      hubmessage(400, 'Validation error', details('/headers/Prefer', /sendMessage declares no status 418/)),
    )
  })
})
