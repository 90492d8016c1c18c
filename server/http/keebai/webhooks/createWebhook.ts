import type { CreateWebhookData, CreateWebhookResponses } from '../../../../generated/keebai/types.gen.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { createSubscription } from '../../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const createWebhook: Operation<CreateWebhookData, CreateWebhookResponses> = async (
  { body },
  caller,
  context,
) => {
  const { subscription, secret } = await createSubscription(context, caller.company, {
    name: body.name ?? hostOf(body.url),
    url: body.url,
    events: body.events,
    headers: body.headers ?? {},
    isActive: body.is_active !== false && body.active !== false,
    description: body.description ?? null,
  })
  return { status: 201, body: { ...toWebhook(subscription), secret } }
}

function hostOf(url: string): string {
  if (URL.canParse(url)) return new URL(url).hostname
  throw Refusal.of('invalid_request', { problems: [{ path: '/body/url', message: 'must be a URL' }] })
}
