import { expect, test } from 'vitest'
import type { Tables } from '../../../domain/ports/storage.ts'
import {
  aDelivery,
  anEvent,
  aSession,
  aSubscription,
  givenBroadcast,
  ids,
  type MakeRig,
  type StorageRig,
  start,
} from './rig.ts'

/** Writes three rows of a time, and says how they are forgotten. */
type Kept = (rig: StorageRig) => Promise<(tables: Tables, before: number, limit: number) => Promise<number>>

const three = [1, 2, 3]

const kept: Record<string, Kept> = {
  async sessions({ storage }) {
    const { company } = await givenBroadcast(storage)
    await storage.transaction(async ({ sessions }) => {
      for (const _ of three) await sessions.insert(aSession(company, { state: 'expired', endedAt: start }))
    })
    return ({ sessions }, ...args) => sessions.deleteEndedBefore(...args)
  },
  async 'idempotency keys'({ storage }) {
    const { company, broadcast } = await givenBroadcast(storage)
    const record = {
      company: company.id,
      route: 'send',
      requestHash: 'hash',
      broadcast: broadcast.id,
      createdAt: start,
    }
    await storage.transaction(async ({ idempotency }) => {
      for (const key of three) await idempotency.insert({ ...record, key: String(key) })
    })
    return ({ idempotency }, ...args) => idempotency.deleteBefore(...args)
  },
  async 'raw webhooks'({ storage }) {
    await storage.transaction(async ({ ingress }) => {
      for (const hash of three) {
        await ingress.insert(String(hash), '{}', start)
        await ingress.done(String(hash), start)
      }
    })
    return ({ ingress }, ...args) => ingress.deleteDoneBefore(...args)
  },
  async facts({ storage }) {
    await storage.transaction(async ({ facts }) => {
      for (const fact of three) await facts.record(String(fact), start)
    })
    return ({ facts }, ...args) => facts.deleteBefore(...args)
  },
  async notices({ storage }) {
    const notice = { waba: '42', phoneNumberId: null, field: 'phone_number_name_update', value: {}, receivedAt: start }
    await storage.transaction(async ({ notices }) => {
      for (const hash of three) await notices.insert({ ...notice, hash: String(hash) })
    })
    return ({ notices }, ...args) => notices.deleteBefore(...args)
  },
  async deliveries({ storage }) {
    const { company } = await givenBroadcast(storage)
    const subscription = aSubscription(company)
    await storage.transaction(async ({ subscriptions, events, deliveries }) => {
      await subscriptions.insert(subscription)
      const event = anEvent(company.id)
      await events.insert(event)
      await deliveries.insert(aDelivery(event, subscription))
      for (const _ of three) await deliveries.insert(aDelivery(event, subscription, { state: 'failed' }))
    })
    return ({ deliveries }, ...args) => deliveries.deleteEndedBefore(...args)
  },
  async events({ storage }) {
    await storage.transaction(async ({ events }) => {
      for (const _ of three) await events.insert(anEvent(ids.company()))
    })
    return ({ events }, ...args) => events.deleteBefore(...args)
  },
}

export function retentionCases(makeRig: MakeRig): void {
  test.each(Object.keys(kept))('%s of old are forgotten so many at once, however many there are', async (what) => {
    await using rig = await makeRig()
    const forget = await kept[what]?.(rig)
    const once = (before: number) => rig.storage.transaction(async (tables) => forget?.(tables, before, 2))
    expect(await once(start)).toBe(0)
    expect([await once(start + 1), await once(start + 1), await once(start + 1)]).toEqual([2, 1, 0])
  })
}
