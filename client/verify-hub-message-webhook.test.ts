import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyHubMessageWebhook } from './verify-hub-message-webhook.ts'
import { WebhookRefused } from './verify-webhook.ts'

const secret = '8f2c5b3a'.repeat(8)
const body = '{"message":{"_id":"1"},"messageEventType":"CONNECTED"}'
const sign = (text: string, key = secret) => `sha256=${createHmac('sha256', key).update(text).digest('hex')}`
const refusalOf = (check: Partial<Parameters<typeof verifyHubMessageWebhook>[0]>) => {
  try {
    verifyHubMessageWebhook({ body, signature: sign(body), secrets: secret, ...check })
  } catch (error) {
    if (error instanceof WebhookRefused) return error.reason
    throw error
  }
  return undefined
}

test('a delivery signed under one of the secrets is read', () => {
  expect(verifyHubMessageWebhook({ body, signature: sign(body), secrets: ['other', secret] })).toEqual(JSON.parse(body))
  expect(refusalOf({ body: Buffer.from(body) })).toBeUndefined()
})

test('anything else is refused, and says why', () => {
  expect(refusalOf({ signature: undefined })).toBe('signature_missing')
  expect(refusalOf({ signature: sign(body).slice(7) })).toBe('signature_malformed')
  expect(refusalOf({ signature: sign(body, 'other') })).toBe('signature_wrong')
  expect(refusalOf({ body: `${body} ` })).toBe('signature_wrong')
  expect(refusalOf({ body: '[]', signature: sign('[]') })).toBe('body_malformed')
  expect(() => refusalOf({ secrets: '' })).toThrow('missing or empty')
})
