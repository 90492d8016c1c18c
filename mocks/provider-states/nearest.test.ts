import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'
import { stateNames } from './provider-states.ts'

test.each([
  ['a conected cloud api channel', 'a connected Cloud API channel'],
  ['an expired tokn', 'an expired token'],
  ['the channel is disconnected', 'a disconnected channel'],
  ['no webhooks subscription', 'no webhook subscriptions'],
  ['WhatsApp is not reachable', 'WhatsApp cannot be reached'],
  ['template exists', 'a template'],
])('"%s" is near "%s"', (typed, meant) => {
  expect(nearest(typed, stateNames, 3)).toContain(meant)
})

test('never more names than there are, and the same one first', () => {
  expect(nearest('b', ['a', 'b'], 3)).toEqual(['b', 'a'])
  expect(nearest('', [], 3)).toEqual([])
})
