import { expect, test } from 'vitest'
import { statusOf } from './read.ts'

const none = { total: 2, sent: 0, failed: 0, pending: 0, cancelled: 0, startedAt: null, completedAt: null }

test.each([
  ['nobody was tried', { pending: 2 }, 'PENDING'],
  ['one is under way', { pending: 2, startedAt: 1 }, 'IN_PROGRESS'],
  ['one is left', { sent: 1, pending: 1, startedAt: 1 }, 'IN_PROGRESS'],
  ['all went out', { sent: 2, startedAt: 1 }, 'COMPLETED'],
  ['one of two went out', { sent: 1, failed: 1, startedAt: 1 }, 'COMPLETED'],
  ['none went out', { failed: 2, startedAt: 1 }, 'FAILED'],
  ['none went out, one was withdrawn', { failed: 1, cancelled: 1, startedAt: 1 }, 'FAILED'],
  ['all were withdrawn', { cancelled: 2 }, 'CANCELLED'],
] as const)('%s', (_case, progress, status) => {
  expect(statusOf({ ...none, ...progress })).toBe(status)
})
