import { expect, test } from 'vitest'
import type { DeliveryId } from '../../../domain/ids.ts'
import type { Delivery, WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import { aChannel, aCompany, aDelivery, anEvent, aSubscription, ids, type MakeRig, start } from './rig.ts'

export function webhookCases(makeRig: MakeRig): void {
  test('a webhook of HubMessage is kept whole, and goes with its channel', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const channel = aChannel(company)
    const hub: WebhookSubscription['hub'] = {
      interests: ['whatsapp.message.echoed'],
      authType: 'BEARER',
      sealedAuth: 'v1.sealed',
      signing: true,
      customAttributes: { team: { name: 'sales' } },
    }
    const [own, rest] = [aSubscription(company, { channel: channel.id, hub }), aSubscription(company)]
    await rig.storage.transaction(async (tables) => {
      await tables.companies.insert(company)
      await tables.channels.insert(channel)
      for (const subscription of [own, rest]) await tables.subscriptions.insert(subscription)
    })
    expect(await rig.storage.read.subscriptions.find(company.id, own.id)).toEqual(own)
    await rig.storage.transaction(({ channels }) => channels.remove(channel.id))
    expect(await rig.storage.read.subscriptions.list(company.id)).toEqual([rest])
  })

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

  test('an event is heard by the active webhooks of no channel and of its own', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const stranger = aCompany()
    const [channel, other] = [aChannel(company), aChannel(company)]
    const shared = aSubscription(company)
    const own = aSubscription(company, { channel: channel.id })
    await rig.storage.transaction(async ({ companies, channels, subscriptions }) => {
      for (const one of [company, stranger]) await companies.insert(one)
      for (const one of [channel, other]) await channels.insert(one)
      const deaf = [
        aSubscription(company, { isActive: false }),
        aSubscription(company, { channel: channel.id, isActive: false }),
        aSubscription(company, { channel: other.id }),
        aSubscription(stranger),
        aSubscription(stranger, { channel: channel.id }),
      ]
      for (const one of [shared, own, ...deaf]) await subscriptions.insert(one)
    })
    const { subscriptions } = rig.storage.read
    expect(await subscriptions.listening(company.id, channel.id)).toEqual([shared, own])
    expect(await subscriptions.listening(company.id, null)).toEqual([shared])
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

  test('first attempts wait in a lane for each channel of a subscription, in the order of their events', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [one, other] = [aSubscription(company), aSubscription(company)]
    const [here, there] = [ids.channel(), ids.channel()]
    const at = (channel: typeof here | null, subscription = one, facts: Partial<Delivery> = {}) =>
      aDelivery(anEvent(company.id, { channel }), subscription, facts)
    const first = at(here, one, { nextAttemptAt: start + 9 })
    const [second, third] = [at(here), at(here)]
    const elsewhere = [at(there), at(here, other), at(null), at(null, other)]
    const ended = [at(there, other, { state: 'succeeded' }), at(there, other, { attempt: 1 })]
    await rig.storage.transaction(async ({ deliveries }) => {
      for (const delivery of [first, ...elsewhere, second, ...ended, third]) await deliveries.insert(delivery)
    })
    const { deliveries } = rig.storage.read
    const lanes = await deliveries.lanes()
    expect(new Set(lanes.map((lane) => JSON.stringify(lane)))).toEqual(
      new Set([first, ...elsewhere].map(({ subscription, channel }) => JSON.stringify({ subscription, channel }))),
    )
    expect(lanes).toHaveLength(5)
    const lane = { subscription: one.id, channel: here }
    expect(await deliveries.inLane(lane, 10, [])).toEqual([first, second, third])
    expect(await deliveries.inLane(lane, 2, [])).toEqual([first, second])
    expect(await deliveries.inLane(lane, 1, [first.id])).toEqual([second])
    expect(await deliveries.inLane({ subscription: one.id, channel: null }, 10, [])).toEqual([elsewhere[2]])
    expect(await deliveries.inLane({ subscription: other.id, channel: there }, 10, [])).toEqual([])
  })

  test('deliveries are tried again at their time, soonest first, without those under way', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [subscription, other] = [aSubscription(company), aSubscription(company)]
    const event = anEvent(company.id)
    const tried = (nextAttemptAt: number, of = subscription) => aDelivery(event, of, { attempt: 1, nextAttemptAt })
    const [third, first, second, later] = [tried(start + 3), tried(start + 1), tried(start + 2), tried(start + 9)]
    const others = tried(start + 5, other)
    const ended = aDelivery(event, subscription, { attempt: 2, state: 'succeeded', nextAttemptAt: null })
    await rig.storage.transaction(async ({ deliveries }) => {
      for (const one of [third, first, second, later, others, ended, aDelivery(event, subscription)]) {
        await deliveries.insert(one)
      }
    })
    const { deliveries } = rig.storage.read
    const due = [
      { subscription: subscription.id, dueAt: start + 1 },
      { subscription: other.id, dueAt: start + 5 },
    ]
    expect((await deliveries.retrying()).toSorted((a, b) => a.dueAt - b.dueAt)).toEqual(due)
    expect(await deliveries.retries(subscription.id, start + 3, 10, [])).toEqual([first, second, third])
    expect(await deliveries.retries(subscription.id, start + 3, 2, [])).toEqual([first, second])
    expect(await deliveries.retries(subscription.id, start + 3, 2, [first.id])).toEqual([second, third])
    expect(await deliveries.retries(subscription.id, start, 10, [])).toEqual([])
  })

  test('a delivery is updated with each attempt and leaves the queue when it ends', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const event = anEvent(company.id)
    const delivery = aDelivery(event, aSubscription(company))
    const answered = { responseStatus: 503, responseBody: 'later, ñ', durationMs: 12 }
    const tried = { ...delivery, ...answered, attempt: 1, nextAttemptAt: start + 60_000 }
    await rig.storage.transaction(async ({ events, deliveries }) => {
      await events.insert(event)
      await deliveries.insert(delivery)
      await deliveries.update(tried)
    })
    const { deliveries } = rig.storage.read
    expect(await deliveries.lanes()).toEqual([])
    expect(await deliveries.retries(delivery.subscription, start + 60_000, 1, [])).toEqual([tried])
    const failed = { ...tried, state: 'failed', error: 'timeout', nextAttemptAt: null } as const
    await rig.storage.transaction((tables) => tables.deliveries.update(failed))
    expect(await deliveries.retrying()).toEqual([])
    const log = await deliveries.log(company.id, delivery.subscription, { limit: 1, before: null })
    expect(log).toEqual([{ ...failed, eventType: event.type }])
  })

  test('the log of a subscription is read from its end in pages, by its company alone', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [subscription, other] = [aSubscription(company), aSubscription(company)]
    const event = anEvent(company.id)
    const made = Array.from({ length: 5 }, () => aDelivery(event, subscription))
    await rig.storage.transaction(async ({ events, deliveries }) => {
      await events.insert(event)
      await deliveries.insert(aDelivery(event, other))
      for (const one of made) await deliveries.insert(one)
    })
    const log = async (before: DeliveryId | null, of = company.id) =>
      (await rig.storage.read.deliveries.log(of, subscription.id, { limit: 3, before })).map(({ id }) => id)
    const newestFirst = made.map(({ id }) => id).reverse()
    const page = await log(null)
    expect([page, await log(page[2] ?? null)]).toEqual([newestFirst.slice(0, 3), newestFirst.slice(3)])
    expect(await log(newestFirst[4] ?? null)).toEqual([])
    expect(await log(null, aCompany().id)).toEqual([])
  })

  test('what is old and has ended is forgotten, what still waits is not', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const subscription = aSubscription(company)
    const old = [anEvent(company.id), anEvent(company.id)] as const
    const young = anEvent(company.id, { occurredAt: start + 9 })
    const waiting = aDelivery(old[0], subscription)
    const ended = aDelivery(old[1], subscription, { state: 'failed' })
    const recent = aDelivery(young, subscription, { state: 'failed', createdAt: start + 9 })
    await rig.storage.transaction(async ({ events, deliveries }) => {
      for (const event of [...old, young]) await events.insert(event)
      for (const delivery of [waiting, ended, recent]) await deliveries.insert(delivery)
      await deliveries.deleteEndedBefore(start + 9, 100)
      await events.deleteBefore(start + 9, 100)
    })
    const { events, deliveries } = rig.storage.read
    const log = await deliveries.log(company.id, subscription.id, { limit: 9, before: null })
    expect(log.map(({ id }) => id)).toEqual([recent.id, waiting.id])
    expect(await events.find(old[0].id)).toEqual(old[0])
    expect(await events.find(old[1].id)).toBeUndefined()
  })
}
