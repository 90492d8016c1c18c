import type { GetWebhookData, GetWebhookResponses } from '../../../../generated/keebai/types.gen.ts'
import { findSubscription } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const getWebhook: Operation<GetWebhookData, GetWebhookResponses> = async ({ path }, caller, context) => {
  return { status: 200, body: toWebhook(await findSubscription(context, caller.company, path.id)) }
}
