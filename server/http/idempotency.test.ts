import { expect, test } from 'vitest'
import { canonicalJson, idempotencyOf } from './idempotency.ts'

test('the order of members does not make another request, anything else does', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}')
  const hash = (request: unknown) => idempotencyOf('send', 'key', request)?.requestHash
  expect(hash({ a: 1, b: 2 })).toBe(hash({ b: 2, a: 1 }))
  expect(hash({ a: [1, 2] })).not.toBe(hash({ a: [2, 1] }))
  expect(hash({ a: '1' })).not.toBe(hash({ a: 1 }))
})

test('a request without a key makes no claim', () => {
  expect(idempotencyOf('send', undefined, {})).toBeUndefined()
})
