import type { UpdateWebhookData, UpdateWebhookResponses } from '../../../../generated/keebai/types.gen.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { updateSubscription } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const updateWebhook: Operation<UpdateWebhookData, UpdateWebhookResponses> = async (
  { path, body },
  caller,
  context,
) => {
  const { name, url, events, headers, description } = body
  const isActive = activeOf(body)
  const subscription = await updateSubscription(context, caller.company, path.id, {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(headers !== undefined && { headers }),
    ...(description !== undefined && { description }),
    ...(isActive !== undefined && { isActive }),
  })
  return { status: 200, body: toWebhook(subscription) }
}

/** `is_active` and its other name, as one; undefined when neither is given. */
function activeOf({ is_active: isActive, active }: { is_active?: boolean; active?: boolean }): boolean | undefined {
  if (isActive !== undefined && active !== undefined && isActive !== active) {
    throw Refusal.of('invalid_request', { problems: [{ path: '/body/active', message: 'contradicts is_active' }] })
  }
  return isActive ?? active
}
