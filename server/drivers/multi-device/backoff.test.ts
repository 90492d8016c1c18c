import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

const backoff = { firstMs: 1_000, maxMs: 60_000 }

test('pauses double from the first one up to the longest, between half of it and all of it', () => {
  for (const [failures, fullMs] of [
    [0, 1_000],
    [1, 2_000],
    [3, 8_000],
    [5, 32_000],
    [6, 60_000],
    [1_000, 60_000],
  ] as const) {
    const pauses = Array.from({ length: 200 }, () => backoffMs(failures, backoff))
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(fullMs / 2)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(fullMs)
    // Lines that were lost together do not come back together.
    expect(new Set(pauses).size).toBeGreaterThan(100)
  }
})
