import type { ListWebhooksData, ListWebhooksResponses } from '../../../../generated/keebai/types.gen.ts'
import { listSubscriptions } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const listWebhooks: Operation<ListWebhooksData, ListWebhooksResponses> = async (_, caller, context) => {
  const subscriptions = await listSubscriptions(context, caller.company)
  return { status: 200, body: { data: subscriptions.map(toWebhook) } }
}
