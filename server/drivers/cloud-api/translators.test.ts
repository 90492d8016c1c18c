import { expect, test } from 'vitest'
import { Refusal } from '../../domain/refusals.ts'
import {
  bodyFromGraph,
  isUnknownObject,
  mediumFromGraph,
  numberFromGraph,
  outcomeFromGraph,
  readOutcomeFromGraph,
  refusedBy,
  tokenFromGraph,
  wabasFromGraph,
} from './from-graph.ts'
import type { GraphError, GraphReply } from './graph-client.ts'
import { templateFromGraph } from './template-from-graph.ts'
import { toGraphReadMark } from './to-graph.ts'

test('an accepted message has the id Meta gave it', () => {
  const reply = { got: 'answer', body: { messages: [{ id: 'wamid.A' }] } } as const
  expect(outcomeFromGraph(reply)).toEqual({ outcome: 'accepted', wamid: 'wamid.A' })
})

test('an answer without an id leaves the outcome open', () => {
  expect(outcomeFromGraph({ got: 'answer', body: { success: true } }).outcome).toBe('unknown')
  expect(outcomeFromGraph({ got: 'answer', body: [] }).outcome).toBe('unknown')
})

test.each([
  [130429, 1_000],
  [131056, 6_000],
  [131057, 15_000],
  [131016, 5_000],
  [4, 60_000],
  [80007, 60_000],
])('error %i means not taken: again after %i ms', (code, retryInMs) => {
  expect(outcomeFromGraph(anError({ code, message: 'later' }))).toEqual({
    outcome: 'postponed',
    retryInMs,
    why: 'later',
    refusal: { code: String(code), title: 'later', details: null },
  })
})

test("any other error of Meta's is a refusal in Meta's words", () => {
  const error = { code: 132001, message: '(#132001) Template name does not exist', error_data: { details: 'no es' } }
  expect(outcomeFromGraph(anError(error))).toEqual({
    outcome: 'refused',
    code: '132001',
    title: 'Template name does not exist',
    details: 'no es',
  })
})

test('details may be plain text, and a title of its own wins', () => {
  const error = { code: 100, message: '(#100) Invalid', error_user_title: 'Not good', error_data: 'plain' }
  expect(outcomeFromGraph(anError(error))).toMatchObject({ title: 'Not good', details: 'plain' })
  expect(outcomeFromGraph(anError({ code: 100, message: '(#100)' }))).toMatchObject({ title: '(#100)', details: null })
})

test('what never left is postponed, what left without an answer is unknown', () => {
  const refused = outcomeFromGraph({ got: 'not_sent', why: 'ECONNREFUSED' })
  expect(refused).toEqual({ outcome: 'postponed', retryInMs: 1_000, why: 'ECONNREFUSED' })
  expect(outcomeFromGraph({ got: 'lost', why: 'reset' })).toEqual({ outcome: 'unknown', why: 'reset' })
})

test('a used or expired signup code has a refusal of its own', () => {
  const used = anError({ code: 100, error_subcode: 36009, message: 'This authorization code has been used.' })
  expect(refusalOf(() => tokenFromGraph(used))).toEqual([
    'signup_code_refused',
    { code: '100', subcode: '36009', title: 'This authorization code has been used.', details: null },
  ])
  const wrongSecret = anError({ code: 101, message: 'Error validating application' })
  expect(refusalOf(() => tokenFromGraph(wrongSecret))[0]).toBe('upstream_refused')
  expect(refusalOf(() => tokenFromGraph({ got: 'answer', body: {} }))[0]).toBe('upstream_unavailable')
  expect(tokenFromGraph({ got: 'answer', body: { access_token: 'EAA' } })).toBe('EAA')
})

test('an unreachable Meta is a refusal that says so', () => {
  expect(refusalOf(() => bodyFromGraph({ got: 'lost', why: 'ECONNRESET' }))).toEqual([
    'upstream_unavailable',
    { upstream: 'meta', why: 'ECONNRESET' },
  ])
})

test('an object that is unknown or of somebody else is told from other refusals', () => {
  expect(isUnknownObject(anError({ code: 100, error_subcode: 33, message: '' }))).toBe(true)
  expect(isUnknownObject(anError({ code: 803, message: '' }))).toBe(true)
  expect(isUnknownObject(anError({ code: 100, message: '' }))).toBe(false)
  expect(isUnknownObject({ got: 'lost', why: '' })).toBe(false)
})

test('a refusal by one of the subcodes asked for is told in the words of Meta', () => {
  const reply = anError({
    code: 100,
    error_subcode: 2388024,
    message: 'Invalid parameter',
    error_user_msg: 'There is es',
  })
  const words = { code: '100', subcode: '2388024', title: 'Invalid parameter', details: 'There is es' }
  expect(refusedBy(reply, [2388023, 2388024])).toEqual(words)
  expect(refusedBy(reply, [1])).toBeUndefined()
  expect(refusalOf(() => bodyFromGraph(reply))).toEqual(['upstream_refused', words])
})

test('a medium needs an address and a type; its size may come as text', () => {
  const medium = { id: '1', url: 'https://lookaside.fbsbx.com/x', mime_type: 'image/png' }
  expect(mediumFromGraph({ ...medium, file_size: '7' as unknown as number, sha256: 'ab' })).toEqual({
    id: '1',
    url: medium.url,
    mime: 'image/png',
    size: 7,
    sha256: 'ab',
  })
  expect(mediumFromGraph({ id: '1', mime_type: 'image/png' })).toBeUndefined()
})

test('a read receipt is done, refused, or may be tried again', () => {
  expect(readOutcomeFromGraph({ got: 'answer', body: { success: true } })).toEqual({ outcome: 'done' })
  expect(readOutcomeFromGraph(anError({ code: 100, message: '(#100) No' }))).toMatchObject({
    outcome: 'refused',
    code: '100',
  })
  expect(readOutcomeFromGraph({ got: 'lost', why: 'reset' })).toEqual({ outcome: 'unavailable', why: 'reset' })
  expect(toGraphReadMark({ wamid: 'w', typing: false })).toEqual({
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: 'w',
  })
  expect(toGraphReadMark({ wamid: 'w', typing: true })).toHaveProperty('typing_indicator', { type: 'text' })
})

test('a template has what older ones lack', () => {
  expect(templateFromGraph({ id: '1', name: 'a', language: 'es' })).toEqual({
    metaId: '1',
    name: 'a',
    language: 'es',
    status: 'PENDING',
    category: '',
    parameterFormat: 'POSITIONAL',
    components: [],
    ttlSeconds: null,
    reason: null,
  })
  const rejected = {
    id: '1',
    rejected_reason: 'INVALID_FORMAT',
    parameter_format: 'NAMED',
    message_send_ttl_seconds: 600,
  } as const
  expect(templateFromGraph(rejected)).toMatchObject({
    reason: 'INVALID_FORMAT',
    parameterFormat: 'NAMED',
    ttlSeconds: 600,
  })
})

test('only a valid token of our app grants WABAs', () => {
  const granular_scopes = [
    { scope: 'whatsapp_business_messaging', target_ids: ['3'] },
    { scope: 'whatsapp_business_management', target_ids: ['2', '1'] },
  ]
  expect(wabasFromGraph({ data: { app_id: 'app', is_valid: true, granular_scopes } }, 'app')).toEqual(['2', '1'])
  expect(wabasFromGraph({ data: { app_id: 'other', is_valid: true, granular_scopes } }, 'app')).toEqual([])
  expect(wabasFromGraph({ data: { app_id: 'app', is_valid: false, granular_scopes } }, 'app')).toEqual([])
  expect(wabasFromGraph({ data: { app_id: 'app', is_valid: true } }, 'app')).toEqual([])
})

test('a number is known by its digits; one in the Business app is coexistence', () => {
  const number = { id: '1', display_phone_number: '+1 555-555-5555', verified_name: 'Shop', platform_type: 'CLOUD_API' }
  const plain = { id: '1', digits: '15555555555', verifiedName: 'Shop', coexistence: false, registered: false }
  expect(numberFromGraph(number)).toEqual(plain)
  expect(numberFromGraph({ ...number, is_on_biz_app: true })).toEqual({ ...plain, coexistence: true })
  expect(numberFromGraph({ ...number, status: 'CONNECTED' })).toEqual({ ...plain, registered: true })
  expect(numberFromGraph({ ...number, verified_name: undefined }).verifiedName).toBe('+1 555-555-5555')
})

function anError(error: Partial<GraphError>): GraphReply {
  return { got: 'error', status: 400, error: { message: '', type: 'OAuthException', code: 0, ...error } }
}

function refusalOf(run: () => unknown): [string, unknown] {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.facts]
    throw error
  }
  throw new Error('nothing was refused')
}
