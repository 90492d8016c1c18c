import type { DeleteWebhookData, DeleteWebhookResponses } from '../../../../generated/keebai/types.gen.ts'
import { deleteSubscription } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'

export const deleteWebhook: Operation<DeleteWebhookData, DeleteWebhookResponses> = async (
  { path },
  caller,
  context,
) => {
  await deleteSubscription(context, caller.company, path.id)
  return { status: 204, body: undefined }
}
