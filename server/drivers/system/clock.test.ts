import { expect, test } from 'vitest'
import { shiftableClock, systemClock } from './clock.ts'

test('the system clock tells real time', () => {
  const before = Date.now()
  const now = systemClock.now()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
  systemClock.onJump(() => {})()
})

test('a shifted clock runs on from where it jumped to, and returns to real time', async () => {
  let real = 1000
  const clock = shiftableClock({ offset: 5, real: () => real })
  expect(clock.now()).toBe(1005)
  await clock.shift(900_000)
  real = 1010
  expect(clock.now()).toBe(901_015)
  expect(clock.offset()).toBe(900_005)
  await clock.reset()
  expect(clock.now()).toBe(1010)
})

test('listeners hear of jumps once the offset is kept, until they stop', async () => {
  const heard: string[] = []
  const clock = shiftableClock({
    onOffset: async (offset) => {
      heard.push(`kept ${offset}`)
    },
  })
  const listener = () => heard.push('jumped')
  const stop = clock.onJump(listener)
  clock.onJump(listener)
  await clock.shift(10)
  stop()
  await clock.shift(5)
  await clock.shift(0)
  await clock.reset()
  expect(heard).toEqual(['kept 10', 'jumped', 'jumped', 'kept 15', 'jumped', 'kept 0'])
})

test('jumps at the same time add up', async () => {
  const kept: number[] = []
  const clock = shiftableClock({ onOffset: (offset) => void kept.push(offset) })
  await Promise.all([clock.shift(10), clock.shift(20)])
  expect(clock.offset()).toBe(30)
  expect(kept).toEqual([10, 30])
})

test('time never jumps back or by parts of a millisecond', async () => {
  const clock = shiftableClock()
  for (const ms of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(clock.shift(ms)).rejects.toThrow('whole milliseconds')
  }
  expect(clock.offset()).toBe(0)
})
