import type {
  DeleteTemplateWebhookData,
  DeleteTemplateWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { deleteHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const deleteTemplateWebhook: Operation<DeleteTemplateWebhookData, DeleteTemplateWebhookResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  await deleteHubWebhook(context, caller.company, null, path.webhookId)
  return { status: 204, body: undefined }
}
