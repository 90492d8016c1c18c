import type { EventType, WebhookSubscription as KeebaiSubscription } from '../../../../generated/keebai/types.gen.ts'
import type { WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'

/** A subscription without its secret. */
export function toWebhook(subscription: WebhookSubscription): KeebaiSubscription {
  return {
    id: subscription.id,
    name: subscription.name,
    url: subscription.url,
    // Only events of the catalogue can be subscribed to.
    events: subscription.events as EventType[],
    headers: subscription.headers,
    is_active: subscription.isActive,
    active: subscription.isActive,
    description: subscription.description,
    secret_prefix: subscription.secretPrefix,
    failure_count: subscription.failureCount,
    last_delivery_at: timestampOrNull(subscription.lastDeliveryAt),
    disabled_reason: subscription.disabledReason,
    created_at: timestamp(subscription.createdAt),
    updated_at: timestamp(subscription.updatedAt),
  }
}
