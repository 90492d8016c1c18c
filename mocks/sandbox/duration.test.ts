import { expect, test } from 'vitest'
import { durationMs } from './duration.ts'

test.each([
  [90, 90_000],
  [0.5, 500],
  ['PT15M', 900_000],
  ['P1DT2H', 93_600_000],
  ['P2W', 1_209_600_000],
  ['PT1.5S', 1_500],
])('%s is %d ms', (by, ms) => {
  expect(durationMs(by)).toBe(ms)
})

test.each(['15m', 'P', 'PT', 'P1M', 'P1Y', '-PT1S', '', -1, Number.POSITIVE_INFINITY])('%s is refused', (by) => {
  expect(() => durationMs(by)).toThrow(/duration/)
})
