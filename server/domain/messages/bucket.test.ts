import { expect, test } from 'vitest'
import { createBucket } from './bucket.ts'

test('a bucket gives its burst at once and its rate afterwards, in lumps of 50 ms', () => {
  const bucket = createBucket({ perSecond: 80, burst: 8 }, 0)
  expect(bucket.take(100, 0)).toBe(8)
  expect(bucket.take(1, 0)).toBe(0)
  expect(bucket.nextAt(0)).toBe(50)
  expect(bucket.take(100, 1_000)).toBe(8)
  let given = 0
  for (let at = 1_000; at <= 2_000; at += 10) given += bucket.take(100, at)
  expect(given).toBeLessThanOrEqual(88)
  expect(given).toBeGreaterThanOrEqual(79)
})

test('what is put back can be taken again', () => {
  const bucket = createBucket({ perSecond: 1, burst: 3 }, 0)
  expect(bucket.take(3, 0)).toBe(3)
  bucket.put(2)
  expect(bucket.take(3, 0)).toBe(2)
})

test('time that runs backwards gives nothing', () => {
  const bucket = createBucket({ perSecond: 1, burst: 1 }, 1_000)
  expect(bucket.take(1, 1_000)).toBe(1)
  expect(bucket.take(1, 0)).toBe(0)
})
