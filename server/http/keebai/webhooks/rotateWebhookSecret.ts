import type { RotateWebhookSecretData, RotateWebhookSecretResponses } from '../../../../generated/keebai/types.gen.ts'
import { rotateSecret } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const rotateWebhookSecret: Operation<RotateWebhookSecretData, RotateWebhookSecretResponses> = async (
  { path },
  caller,
  context,
) => {
  const { subscription, secret } = await rotateSecret(context, caller.company, path.id)
  return { status: 200, body: { ...toWebhook(subscription), secret } }
}
