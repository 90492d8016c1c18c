import type {
  ListTemplateWebhooksData,
  ListTemplateWebhooksResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { listHubWebhooks } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { toTemplateWebhook } from './to-webhook.ts'

export const listTemplateWebhooks: Operation<ListTemplateWebhooksData, ListTemplateWebhooksResponses> = async (
  _,
  caller,
  context,
) => {
  requireEnterprise(caller)
  const webhooks = await listHubWebhooks(context, caller.company, null)
  return { status: 200, body: webhooks.filter(({ isActive }) => isActive).map((webhook) => toTemplateWebhook(webhook)) }
}
