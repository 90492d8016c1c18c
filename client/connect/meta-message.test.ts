import { expect, test } from 'vitest'
import { readSignupMessage } from './meta-message.ts'

const meta = 'https://www.facebook.com'
const tell = (event: string, data?: unknown, origin = meta) =>
  readSignupMessage({ origin, data: JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', version: 3, event, data }) }, [])

test.each<[string, unknown, unknown]>([
  [
    'FINISH',
    { phone_number_id: '7', waba_id: '42', business_id: '1' },
    { wabaId: '42', phoneNumberId: '7', coexistence: false },
  ],
  ['FINISH', { phone_number_id: 7, waba_id: 42 }, { wabaId: '42', phoneNumberId: '7', coexistence: false }],
  ['FINISH', { waba_id: '42', is_wa_login_user: true }, { wabaId: '42', coexistence: true }],
  ['FINISH', { waba_id: '../42', phone_number_id: null }, { coexistence: false }],
  ['FINISH', undefined, { coexistence: false }],
  ['FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', { waba_id: '42' }, { wabaId: '42', coexistence: true }],
])('%s with %j tells the accounts it names', (event, data, told) => {
  expect(tell(event, data)).toEqual({ end: 'finished', ...(told as object) })
})

test.each<[string, unknown, unknown]>([
  ['FINISH_ONLY_WABA', { waba_id: '42' }, { end: 'no_number' }],
  ['CANCEL', { current_step: 'PHONE_NUMBER_SETUP' }, { end: 'left' }],
  ['CANCEL', { error_message: 'No.', error_code: '524126' }, { end: 'failed', why: 'No.' }],
  ['ERROR', { error_message: 'No.' }, { end: 'failed', why: 'No.' }],
  ['ERROR', undefined, { end: 'failed', why: 'it gave no reason' }],
  ['FINISH_OBO_MIGRATION', {}, undefined],
])('%s with %j is %j', (event, data, told) => {
  expect(tell(event, data)).toEqual(told)
})

test.each([
  'http://www.facebook.com',
  'https://evilfacebook.com',
  'https://facebook.com.evil.example',
  'https://www.facebook.com:8443',
  'https://facebook.com@evil.example',
  'https://notfacebook.com',
  'https://..facebook.com',
  'null',
  '',
])('a message from %s is not heard', (origin) => {
  expect(tell('CANCEL', {}, origin)).toBeUndefined()
})

test.each(['https://facebook.com', 'https://www.facebook.com', 'https://business.web.facebook.com'])(
  'a message from %s is heard',
  (origin) => {
    expect(tell('CANCEL', {}, origin)).toEqual({ end: 'left' })
  },
)

test('an origin the gateway names is heard too, and no other of its host', () => {
  const data = { type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL' }
  const trusted = ['http://127.0.0.1:4010']
  expect(readSignupMessage({ origin: 'http://127.0.0.1:4010', data }, trusted)).toEqual({ end: 'left' })
  expect(readSignupMessage({ origin: 'http://127.0.0.1:4011', data }, trusted)).toBeUndefined()
})

test.each<[unknown]>([['not JSON'], [''], [null], [7], ['[]'], ['null'], [{ type: 'other', event: 'FINISH' }]])(
  'a message %j is none of a signup',
  (data) => {
    expect(readSignupMessage({ origin: meta, data }, [])).toBeUndefined()
  },
)
