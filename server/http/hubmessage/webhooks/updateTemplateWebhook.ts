import type {
  UpdateTemplateWebhookData,
  UpdateTemplateWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { updateHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { fromWebhookRequest } from './from-webhook-request.ts'
import { toTemplateWebhook } from './to-webhook.ts'

export const updateTemplateWebhook: Operation<UpdateTemplateWebhookData, UpdateTemplateWebhookResponses> = async (
  { path, body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const wish = fromWebhookRequest(body)
  const { subscription, secret } = await updateHubWebhook(context, caller.company, null, path.webhookId, wish)
  return { status: 200, body: toTemplateWebhook(subscription, secret ?? undefined) }
}
