import type { CreateWebhookData, CreateWebhookResponses } from '../../../generated/keebai/types.gen.ts'
import { Refusal } from '../../domain/refusals.ts'
import { createSubscription } from '../../domain/webhooks/subscriptions.ts'
import type { Operation } from '../operation.ts'
import { toWebhook } from './to-webhook.ts'

export const createWebhook: Operation<CreateWebhookData, CreateWebhookResponses> = async (
  { body },
  caller,
  context,
) => {
  const { subscription, secret } = await createSubscription(context, caller.company, {
    name: body.name ?? hostOf(body.url),
    url: body.url,
    events: [...new Set(body.events.map((event) => canonical[event] ?? event))],
    headers: body.headers ?? {},
    isActive: (body.is_active ?? true) && (body.active ?? true),
    description: body.description ?? null,
  })
  return { status: 201, body: { ...toWebhook(subscription), secret } }
}

/** Older spellings, stored under the name of today. */
const canonical: Record<string, string | undefined> = {
  'whatsapp.template.status_update': 'whatsapp.template.status_updated',
}

function hostOf(url: string): string {
  if (URL.canParse(url)) return new URL(url).hostname
  throw Refusal.of('invalid_request', { problems: [{ path: '/body/url', message: 'must be a URL' }] })
}
