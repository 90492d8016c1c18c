import type { Context } from '../context.ts'
import type { CompanyId, DeliveryId } from '../ids.ts'
import type { Deliveries } from '../ports/storage.ts'
import { writeEvent } from './record.ts'
import { findSubscription } from './subscriptions.ts'
import type { Delivery } from './webhook.ts'

/**
 * Has a sample of a received message delivered to a subscription, whatever its events are and even when it is off.
 * Refusal `webhook_not_found`.
 */
export async function sendTest(
  context: Pick<Context, 'storage' | 'ids' | 'clock' | 'signals'>,
  company: CompanyId,
  id: string,
): Promise<Delivery> {
  const subscription = await findSubscription(context, company, id)
  const sample = { type: 'whatsapp.message.received', company, channel: null, data: { kind: 'test' } } as const
  const [delivery] = await context.storage.transaction((tables) => writeEvent(context, tables, sample, [subscription]))
  if (!delivery) throw new Error(`the test of ${subscription.id} made no delivery`)
  return delivery
}

/** A page of a subscription's deliveries, the newest first; `next` is where the one after it begins. Refusal `webhook_not_found`. */
export async function listDeliveries(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  id: string,
  { limit, before }: { limit: number; before: DeliveryId | null },
): Promise<{ deliveries: Awaited<ReturnType<Deliveries['log']>>; next: DeliveryId | null }> {
  const subscription = await findSubscription({ storage }, company, id)
  const found = await storage.read.deliveries.log(company, subscription.id, { limit: limit + 1, before })
  const deliveries = found.slice(0, limit)
  return { deliveries, next: found.length > limit ? (deliveries.at(-1)?.id ?? null) : null }
}
