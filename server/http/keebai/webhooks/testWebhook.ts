import type { TestWebhookData, TestWebhookResponses } from '../../../../generated/keebai/types.gen.ts'
import { sendTest } from '../../../domain/webhooks/deliveries.ts'
import type { Operation } from '../../operation.ts'

export const testWebhook: Operation<TestWebhookData, TestWebhookResponses> = async ({ path }, caller, context) => {
  const { id, event } = await sendTest(context, caller.company, path.id)
  return { status: 202, body: { delivery_id: id, event_id: event } }
}
