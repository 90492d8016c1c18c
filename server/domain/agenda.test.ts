import { expect, test } from 'vitest'
import { createAgenda } from './agenda.ts'
import { createSignals } from './signals.ts'

test('settled from many sides at once, a duty never runs beside itself', async () => {
  let running = 0
  let most = 0
  let left = 10
  const duty = {
    name: 'counted',
    topics: [],
    async run() {
      running += 1
      most = Math.max(most, running)
      await new Promise(setImmediate)
      running -= 1
      left -= 1
      return left > 0 ? 1 : 0
    },
    nextDue: async () => undefined,
  }
  const clock = { now: () => 0, onJump: () => () => {} }
  const log = { fault: () => {} } as unknown as Parameters<typeof createAgenda>[1]['log']
  const agenda = createAgenda([duty], {
    clock: clock as unknown as Parameters<typeof createAgenda>[1]['clock'],
    signals: createSignals(),
    log,
  })
  agenda.start()
  await Promise.all(Array.from({ length: 5 }, () => agenda.settle()))
  await agenda.close()
  expect(most).toBe(1)
})
