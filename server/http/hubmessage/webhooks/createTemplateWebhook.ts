import type {
  CreateTemplateWebhookData,
  CreateTemplateWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { createHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { fromNewWebhook } from './from-webhook-request.ts'
import { toTemplateWebhook } from './to-webhook.ts'

export const createTemplateWebhook: Operation<CreateTemplateWebhookData, CreateTemplateWebhookResponses> = async (
  { body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const { subscription, secret } = await createHubWebhook(context, caller.company, null, fromNewWebhook(body))
  return { status: 201, body: toTemplateWebhook(subscription, secret) }
}
