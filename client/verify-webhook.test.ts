import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyWebhook, WebhookRefused } from './index.ts'

const secret = `whsec_${randomBytes(32).toString('hex')}`
const next = `whsec_${randomBytes(32).toString('hex')}`
const now = new Date('2026-11-20T12:00:00Z')
const seconds = now.getTime() / 1000
const body = JSON.stringify({
  id: 'evt_1',
  type: 'whatsapp.message.received',
  occurred_at: '2026-11-20T12:00:00Z',
  company_id: 'c1',
  channel_id: 'ch_1',
  data: { text: { body: '¡Hola!' } },
})

function sign(key: string, time: number | string = seconds, text: string = body): string {
  return createHmac('sha256', key).update(`${time}.${text}`).digest('hex')
}

function reasonOf(check: Partial<Parameters<typeof verifyWebhook>[0]>): string {
  try {
    verifyWebhook({ body, signature: `t=${seconds},v1=${sign(secret)}`, secrets: secret, now, ...check })
  } catch (error) {
    if (error instanceof WebhookRefused) return error.reason
    throw error
  }
  return 'accepted'
}

test('a signed delivery is its event, from text and from bytes', () => {
  const signature = `t=${seconds},v1=${sign(secret)}`
  const event = verifyWebhook({ body, signature, secrets: secret, now })
  expect(event.type === 'whatsapp.message.received' && event.data.text?.body).toBe('¡Hola!')
  expect(verifyWebhook({ body: new TextEncoder().encode(body), signature, secrets: secret, now })).toEqual(event)
})

test('the old and the new secret both hold while a secret is rotated', () => {
  expect(reasonOf({ secrets: [next, secret] })).toBe('accepted')
  expect(reasonOf({ signature: `t=${seconds},v1=${sign(next)},v1=${sign(secret)}` })).toBe('accepted')
  expect(reasonOf({ secrets: next })).toBe('signature_wrong')
})

test('a changed body, time or digest is refused', () => {
  expect(reasonOf({ body: body.replace('Hola', 'Chau') })).toBe('signature_wrong')
  expect(reasonOf({ signature: `t=${seconds + 1},v1=${sign(secret)}` })).toBe('signature_wrong')
  expect(reasonOf({ signature: `t=${seconds},v1=${'0'.repeat(64)}` })).toBe('signature_wrong')
})

test('a signature holds for five minutes, or as long as wished', () => {
  const at = (offset: number) => ({ signature: `t=${seconds + offset},v1=${sign(secret, seconds + offset)}` })
  expect(reasonOf(at(-300))).toBe('accepted')
  expect(reasonOf(at(300))).toBe('accepted')
  expect(reasonOf(at(-301))).toBe('signature_too_old')
  expect(reasonOf(at(301))).toBe('signature_too_old')
  expect(reasonOf({ ...at(-3600), toleranceSeconds: 3600 })).toBe('accepted')
})

test.each([
  [undefined, 'signature_missing'],
  [null, 'signature_missing'],
  ['', 'signature_missing'],
  ['v1=abc', 'signature_malformed'],
  [`t=${seconds}`, 'signature_malformed'],
  [`t=${seconds},v1=abc`, 'signature_malformed'],
  [`t=now,v1=${sign(secret, 'now')}`, 'signature_malformed'],
  [`t=${seconds},t=${seconds},v1=${sign(secret)}`, 'signature_malformed'],
  [`t=${seconds},v0=${sign(secret)}`, 'signature_malformed'],
])('the header %s is %s', (signature, reason) => {
  expect(reasonOf({ signature })).toBe(reason)
})

test('a signed body that is no event is refused', () => {
  for (const text of ['', 'hello', '[]', 'null', '{}']) {
    expect(reasonOf({ body: text, signature: `t=${seconds},v1=${sign(secret, seconds, text)}` })).toBe('body_malformed')
  }
})

test('an empty secret is the mistake of the caller', () => {
  expect(() => reasonOf({ secrets: '' })).toThrow(TypeError)
  expect(() => reasonOf({ secrets: [] })).toThrow(TypeError)
})
