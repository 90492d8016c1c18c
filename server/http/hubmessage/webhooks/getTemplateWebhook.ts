import type { GetTemplateWebhookData, GetTemplateWebhookResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { findHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { toTemplateWebhook } from './to-webhook.ts'

export const getTemplateWebhook: Operation<GetTemplateWebhookData, GetTemplateWebhookResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const webhook = await findHubWebhook(context, caller.company, null, path.webhookId)
  return { status: 200, body: toTemplateWebhook(webhook) }
}
