import { expect, test } from 'vitest'
import { toDurationMs, toList, toPort } from './values.ts'

test.each([
  ['90d', 90 * 86_400_000],
  ['2w', 14 * 86_400_000],
  ['12h', 43_200_000],
  ['30m', 1_800_000],
  ['45s', 45_000],
  ['3600', 3_600_000],
  ['P90D', 90 * 86_400_000],
  ['P1W', 7 * 86_400_000],
  ['P1DT2H3M4S', 93_784_000],
  ['PT15M', 900_000],
])('%s is a duration', (text, ms) => {
  expect(toDurationMs(text)).toBe(ms)
})

test.each(['', '0', '-1', '1.5h', '90 days', 'P', 'PT', 'P1Y', 'P1M', '9'.repeat(30)])(
  '"%s" is no duration',
  (text) => {
    expect(() => toDurationMs(text)).toThrow('--expires-in')
  },
)

test('a port is a number up to 65535', () => {
  expect([toPort('0'), toPort('4010'), toPort('65535'), toPort(undefined)]).toEqual([0, 4010, 65_535, undefined])
  for (const text of ['', '-1', '65536', '80a', '1e3']) expect(() => toPort(text), text).toThrow('--port')
})

test('a list is what stands between its commas', () => {
  expect(toList(' a, b ,,c')).toEqual(['a', 'b', 'c'])
})
