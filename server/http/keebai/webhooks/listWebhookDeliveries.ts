import type {
  EventType,
  ListWebhookDeliveriesData,
  ListWebhookDeliveriesResponses,
  WebhookDelivery,
} from '../../../../generated/keebai/types.gen.ts'
import type { DeliveryId } from '../../../domain/ids.ts'
import { listDeliveries } from '../../../domain/webhooks/deliveries.ts'
import type { Delivery, EventName } from '../../../domain/webhooks/webhook.ts'
import type { Operation } from '../../operation.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'

export const listWebhookDeliveries: Operation<ListWebhookDeliveriesData, ListWebhookDeliveriesResponses> = async (
  { path, query },
  caller,
  context,
) => {
  const { limit = 50, cursor } = query ?? {}
  const page = { limit, before: (cursor as DeliveryId | undefined) ?? null }
  const { deliveries, next } = await listDeliveries(context, caller.company, path.id, page)
  return { status: 200, body: { data: deliveries.map(toWebhookDelivery), next_cursor: next } }
}

function toWebhookDelivery(delivery: Delivery & { eventType: EventName }): WebhookDelivery {
  return {
    id: delivery.id,
    webhook_id: delivery.subscription,
    event_id: delivery.event,
    event_type: delivery.eventType as EventType,
    status: delivery.state,
    attempt: delivery.attempt,
    response_status: delivery.responseStatus,
    response_body: delivery.responseBody,
    error: delivery.error,
    duration_ms: delivery.durationMs,
    created_at: timestamp(delivery.createdAt),
    next_attempt_at: timestampOrNull(delivery.nextAttemptAt),
  }
}
