import type { Context } from '../context.ts'
import type { Tables } from '../ports/storage.ts'
import { topics } from '../signals.ts'
import type { Delivery, DomainEvent, WebhookSubscription } from './webhook.ts'

type Tools = Pick<Context, 'ids' | 'clock' | 'signals'>

/**
 * Writes an event and one delivery for each active subscription that wants it, in the
 * transaction in which it happened. The worker is told at once and looks again by itself,
 * so a signal before the commit costs nothing.
 */
export async function recordEvent(
  tools: Tools,
  tables: Tables,
  happened: Omit<DomainEvent, 'id' | 'occurredAt'>,
): Promise<void> {
  const subscriptions = await tables.subscriptions.listening(happened.company, happened.channel)
  const wanted = subscriptions.filter((one) => wants(one, happened.type))
  if (wanted.length === 0) return
  await writeEvent(tools, tables, happened, wanted)
}

function wants({ events, hub }: WebhookSubscription, type: DomainEvent['type']): boolean {
  return hub ? hub.interests.includes(type) : events.includes(type)
}

/** Writes an event and its deliveries to these subscriptions. */
export async function writeEvent(
  { ids, clock, signals }: Tools,
  tables: Tables,
  happened: Omit<DomainEvent, 'id' | 'occurredAt'>,
  subscriptions: WebhookSubscription[],
): Promise<Delivery[]> {
  const now = clock.now()
  const event: DomainEvent = { id: ids.event(), occurredAt: now, ...happened }
  await tables.events.insert(event)
  const deliveries = subscriptions.map(
    (subscription): Delivery => ({
      id: ids.delivery(),
      event: event.id,
      subscription: subscription.id,
      company: event.company,
      channel: event.channel,
      state: 'pending',
      attempt: 0,
      nextAttemptAt: now,
      responseStatus: null,
      responseBody: null,
      error: null,
      durationMs: null,
      createdAt: now,
    }),
  )
  for (const delivery of deliveries) await tables.deliveries.insert(delivery)
  setImmediate(() => signals.raise(topics.deliveriesDue))
  return deliveries
}
