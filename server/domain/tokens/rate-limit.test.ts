import { expect, test } from 'vitest'
import type { TokenId } from '../ids.ts'
import { createThrottle, type RateLimit, rateLimitText, readRateLimit } from './rate-limit.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

function aThrottle(byDefault?: RateLimit) {
  let time = 1_000_000
  const throttle = createThrottle({ now: () => time, onJump: () => () => {} }, byDefault)
  return {
    pass: (ms: number) => {
      time += ms
    },
    /** What each of `count` requests is told to wait. */
    ask: (count: number, id = 'a', rateLimit: RateLimit | null = null) =>
      Array.from({ length: count }, () => throttle({ id: id as TokenId, rateLimit })),
  }
}

test.each([
  ['60/min,1000/h', { perMinute: 60, perHour: 1000 }],
  ['60/min', { perMinute: 60, perHour: null }],
  ['1000/h', { perMinute: null, perHour: 1000 }],
  ['off', { perMinute: null, perHour: null }],
])('%s is read and written', (text, limit) => {
  expect(readRateLimit(text)).toEqual(limit)
  expect(rateLimitText(limit)).toBe(text)
})

test('blanks and order do not matter', () => {
  expect(readRateLimit(' 1000/h , 60/min ')).toEqual({ perMinute: 60, perHour: 1000 })
  expect(readRateLimit(' off ')).toEqual({ perMinute: null, perHour: null })
})

test.each([
  '',
  '60',
  '60/m',
  '0/min',
  '-1/h',
  '1.5/h',
  '60/min,',
  '60/min,70/min',
  'off,60/min',
  '60/day',
  '9999999999/h',
])('"%s" is no rate limit', (text) => expect(readRateLimit(text)).toBeUndefined())

test('a window begins with its first request and refuses until it has ended', () => {
  const { ask, pass } = aThrottle({ perMinute: 2, perHour: null })
  expect(ask(1)).toEqual([0])
  pass(20_000)
  expect(ask(2)).toEqual([0, 40_000])
  pass(39_999)
  expect(ask(1)).toEqual([1])
  pass(1)
  expect(ask(3)).toEqual([0, 0, minuteMs])
})

test('refused requests do not use up the hour, and both windows are waited for', () => {
  const { ask, pass } = aThrottle({ perMinute: 2, perHour: 3 })
  expect(ask(5)).toEqual([0, 0, minuteMs, minuteMs, minuteMs])
  pass(minuteMs)
  expect(ask(2)).toEqual([0, hourMs - minuteMs])
  pass(hourMs - 2 * minuteMs)
  expect(ask(1)).toEqual([minuteMs])
  pass(minuteMs - 1)
  expect(ask(1)).toEqual([1])
  pass(1)
  expect(ask(3)).toEqual([0, 0, minuteMs])
})

test('an hour that ends before the minute does not shorten the wait', () => {
  const { ask, pass } = aThrottle({ perMinute: 1, perHour: 2 })
  expect(ask(1)).toEqual([0])
  pass(hourMs - 10_000)
  expect(ask(2)).toEqual([0, minuteMs])
})

test('each token has its own count, and its own limit before the default', () => {
  const { ask } = aThrottle({ perMinute: 1, perHour: null })
  expect(ask(2, 'a')).toEqual([0, minuteMs])
  expect(ask(2, 'b')).toEqual([0, minuteMs])
  expect(ask(3, 'c', { perMinute: 2, perHour: null })).toEqual([0, 0, minuteMs])
  expect(ask(3, 'd', { perMinute: null, perHour: null })).toEqual([0, 0, 0])
})

test('without a default only tokens with a limit of their own are limited', () => {
  const { ask } = aThrottle()
  expect(ask(3)).toEqual([0, 0, 0])
  expect(ask(2, 'b', { perMinute: 1, perHour: null })).toEqual([0, minuteMs])
})

test('a clock set back begins new windows', () => {
  const { ask, pass } = aThrottle({ perMinute: 1, perHour: null })
  pass(hourMs)
  expect(ask(2)).toEqual([0, minuteMs])
  pass(-hourMs)
  expect(ask(2)).toEqual([0, minuteMs])
})

test('windows under way survive the forgetting of many that ended', () => {
  const { ask, pass } = aThrottle({ perMinute: 1, perHour: null })
  for (let count = 0; count < 9_999; count += 1) ask(1, `old-${count}`)
  pass(hourMs)
  expect(ask(1, 'kept')).toEqual([0])
  expect(ask(1, 'another')).toEqual([0])
  expect(ask(1, 'kept')).toEqual([minuteMs])
})
