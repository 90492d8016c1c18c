import { expect, test } from 'vitest'
import { aChannel, aCompany, aDelivery, anEvent, aSubscription, ids, type MakeRig, start } from './rig.ts'

export function webhookCases(makeRig: MakeRig): void {
  test('subscriptions are found, listed and removed within their company', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const young = aSubscription(company, { createdAt: start + 1, description: 'orders' })
    const old = aSubscription(company)
    const removed = await rig.storage.transaction(async ({ companies, subscriptions }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      await subscriptions.insert(young)
      await subscriptions.insert(old)
      return [
        await subscriptions.remove(stranger.id, old.id),
        await subscriptions.remove(company.id, ids.subscription()),
      ]
    })
    const { subscriptions } = rig.storage.read
    expect(removed).toEqual([false, false])
    expect(await subscriptions.find(company.id, young.id)).toEqual(young)
    expect(await subscriptions.find(stranger.id, young.id)).toBeUndefined()
    expect(await subscriptions.list(company.id)).toEqual([old, young])
    expect(await subscriptions.list(stranger.id)).toEqual([])
    expect(await rig.storage.transaction((tables) => tables.subscriptions.remove(company.id, old.id))).toBe(true)
    expect(await subscriptions.list(company.id)).toEqual([young])
  })

  test('updating a subscription writes its settings and its record of deliveries', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const subscription = aSubscription(company)
    const changed = {
      ...subscription,
      url: 'https://example.com/other',
      events: [],
      headers: {},
      isActive: false,
      disabledReason: 'excessive_failures',
      failureCount: 50,
      lastDeliveryAt: start + 1,
      updatedAt: start + 2,
    }
    await rig.storage.transaction(async ({ companies, subscriptions }) => {
      await companies.insert(company)
      await subscriptions.insert(subscription)
      await subscriptions.update(changed)
    })
    expect(await rig.storage.read.subscriptions.find(company.id, subscription.id)).toEqual(changed)
  })

  test('an event keeps its facts', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const channel = aChannel(company)
    const event = anEvent(company.id, {
      type: 'whatsapp.channel.connected',
      channel: channel.id,
      data: { kind: 'channel', channel, reason: null },
    })
    await rig.storage.transaction(({ events }) => events.insert(event))
    expect(await rig.storage.read.events.find(event.id)).toEqual(event)
    expect(await rig.storage.read.events.find(ids.event())).toBeUndefined()
  })

  test('deliveries are due at their time, oldest first, without those under way', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const subscription = aSubscription(company)
    const event = anEvent(company.id)
    const times = [start + 3, start + 1, start + 2, start + 9]
    const [third, first, second, later] = times.map((nextAttemptAt) =>
      aDelivery(event, subscription, { nextAttemptAt }),
    )
    const settled = aDelivery(event, subscription, { state: 'succeeded', nextAttemptAt: null, responseStatus: 200 })
    await rig.storage.transaction(async ({ events, deliveries }) => {
      await events.insert(event)
      for (const one of [third, first, second, later, settled]) if (one) await deliveries.insert(one)
    })
    const { deliveries } = rig.storage.read
    expect(await deliveries.due(start + 3, 10, [])).toEqual([first, second, third])
    expect(await deliveries.due(start + 3, 2, [])).toEqual([first, second])
    expect(await deliveries.due(start + 3, 2, [first?.id ?? ids.delivery()])).toEqual([second, third])
    expect(await deliveries.due(start, 10, [])).toEqual([])
    expect(await deliveries.nextDue()).toBe(start + 1)
  })

  test('a delivery is updated with each attempt and leaves the queue when it ends', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const event = anEvent(company.id)
    const delivery = aDelivery(event, aSubscription(company))
    const tried = { ...delivery, attempt: 1, responseStatus: 503, nextAttemptAt: start + 60_000 }
    await rig.storage.transaction(async ({ events, deliveries }) => {
      await events.insert(event)
      await deliveries.insert(delivery)
      await deliveries.update(tried)
    })
    const { deliveries } = rig.storage.read
    expect(await deliveries.nextDue()).toBe(start + 60_000)
    expect(await deliveries.due(start + 60_000, 1, [])).toEqual([tried])
    await rig.storage.transaction((tables) =>
      tables.deliveries.update({ ...tried, state: 'failed', error: 'timeout', nextAttemptAt: null }),
    )
    expect(await deliveries.nextDue()).toBeUndefined()
    expect(await deliveries.due(start + 90_000, 1, [])).toEqual([])
  })
}
