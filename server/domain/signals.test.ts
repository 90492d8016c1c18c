import { expect, test } from 'vitest'
import { createSignals } from './signals.ts'

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

test('a wait for a signal keeps no process alive', async () => {
  const signals = createSignals()
  const before = timers()
  const waits = [signals.next('a', 60_000), signals.next('b', 60_000)]
  expect(timers()).toBe(before)
  signals.raise('a')
  signals.raise('b')
  await Promise.all(waits)
})
