import type { Context } from '../context.ts'
import type { Tables } from '../ports/storage.ts'
import { topics } from '../signals.ts'
import type { DomainEvent } from './webhook.ts'

/**
 * Writes an event and one delivery for each active subscription that wants it, in the
 * transaction in which it happened. The worker is told at once and looks again by itself,
 * so a signal before the commit costs nothing.
 */
export async function recordEvent(
  { ids, clock, signals }: Pick<Context, 'ids' | 'clock' | 'signals'>,
  tables: Tables,
  happened: Omit<DomainEvent, 'id' | 'occurredAt'>,
): Promise<void> {
  const subscriptions = await tables.subscriptions.list(happened.company)
  const wanted = subscriptions.filter((one) => one.isActive && one.events.includes(happened.type))
  if (wanted.length === 0) return
  const now = clock.now()
  const event: DomainEvent = { id: ids.event(), occurredAt: now, ...happened }
  await tables.events.insert(event)
  for (const subscription of wanted) {
    await tables.deliveries.insert({
      id: ids.delivery(),
      event: event.id,
      subscription: subscription.id,
      company: event.company,
      state: 'pending',
      attempt: 0,
      nextAttemptAt: now,
      responseStatus: null,
      error: null,
      createdAt: now,
    })
  }
  setImmediate(() => signals.raise(topics.deliveriesDue))
}
