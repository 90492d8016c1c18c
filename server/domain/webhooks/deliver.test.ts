import { expect, test } from 'vitest'
import type { CompanyId, DeliveryId, EventId, SubscriptionId } from '../ids.ts'
import { judge } from './deliver.ts'
import type { Delivery } from './webhook.ts'

const fresh: Delivery = {
  id: 'd' as DeliveryId,
  event: 'e' as EventId,
  subscription: 's' as SubscriptionId,
  company: 'c' as CompanyId,
  channel: null,
  state: 'pending',
  attempt: 0,
  nextAttemptAt: 0,
  responseStatus: null,
  responseBody: null,
  error: null,
  durationMs: null,
  createdAt: 0,
}

test('five attempts, 1 min, 5 min, 30 min and 2 h apart', () => {
  let delivery = fresh
  const pauses: number[] = []
  while (delivery.state === 'pending') {
    delivery = judge(delivery, { status: 503, body: '' }, 0)
    if (delivery.nextAttemptAt !== null) pauses.push(delivery.nextAttemptAt)
  }
  expect(delivery).toMatchObject({ attempt: 5, state: 'failed', responseStatus: 503 })
  expect(pauses).toEqual([60_000, 300_000, 1_800_000, 7_200_000])
})

test.each([200, 201, 204, 299])('%d is success', (status) => {
  expect(judge(fresh, { status, body: '' }, 0)).toMatchObject({ state: 'succeeded', attempt: 1, nextAttemptAt: null })
})

test.each([408, 429, 500, 502, 503, 504])('%d is tried again', (status) => {
  expect(judge(fresh, { status, body: '' }, 0)).toMatchObject({ state: 'pending', nextAttemptAt: 60_000 })
})

test.each([301, 307, 400, 401, 404, 410, 422])('%d is final', (status) => {
  expect(judge(fresh, { status, body: '' }, 0)).toMatchObject({ state: 'failed', nextAttemptAt: null })
})

test('no answer at all is tried again', () => {
  expect(judge(fresh, { error: 'timeout' }, 0)).toMatchObject({
    state: 'pending',
    error: 'timeout',
    responseStatus: null,
  })
})
