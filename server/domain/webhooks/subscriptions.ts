import type { Context } from '../context.ts'
import type { CompanyId, SubscriptionId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import type { WebhookSubscription } from './webhook.ts'

/**
 * Subscribes a URL to events. The secret is in the answer and, sealed, in the store.
 * Refusal `url_not_allowed`: the URL can never be a target (scheme, credentials, private address).
 */
export async function createSubscription(
  { storage, ids, clock, vault, webhooks }: Pick<Context, 'storage' | 'ids' | 'clock' | 'vault' | 'webhooks'>,
  company: CompanyId,
  wish: {
    name: string
    url: string
    events: string[]
    headers: Record<string, string>
    isActive: boolean
    description: string | null
  },
): Promise<{ subscription: WebhookSubscription; secret: string }> {
  const why = webhooks.objection(wish.url)
  if (why) throw Refusal.of('url_not_allowed', { url: wish.url, why })
  const reserved = Object.keys(wish.headers).filter(isReserved)
  if (reserved.length > 0) {
    const problems = reserved.map((name) => ({
      path: `/body/headers/${name}`,
      message: 'is set by the gateway itself',
    }))
    throw Refusal.of('invalid_request', { problems })
  }
  const id = ids.subscription()
  const secret = `whsec_${ids.secret(32)}`
  const now = clock.now()
  const subscription: WebhookSubscription = {
    id,
    company,
    ...wish,
    disabledReason: null,
    sealedSecret: vault.seal(secret, secretContext(company, id)),
    secretPrefix: secret.slice(0, 14),
    failureCount: 0,
    lastDeliveryAt: null,
    createdAt: now,
    updatedAt: now,
  }
  await storage.transaction(({ subscriptions }) => subscriptions.insert(subscription))
  return { subscription, secret }
}

export function listSubscriptions(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
): Promise<WebhookSubscription[]> {
  return storage.read.subscriptions.list(company)
}

/** Removes a subscription; deliveries under way end with it. Refusal `webhook_not_found`. */
export async function deleteSubscription(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  id: string,
): Promise<void> {
  const removed = await storage.transaction(({ subscriptions }) => subscriptions.remove(company, id as SubscriptionId))
  if (!removed) throw Refusal.of('webhook_not_found', { webhook: id })
}

/** Where a webhook secret belongs, for the vault. */
export function secretContext(company: CompanyId, id: SubscriptionId): string {
  return `subscription/${company}/${id}/secret`
}

function isReserved(header: string): boolean {
  const name = header.toLowerCase()
  return (
    ['content-type', 'content-length', 'host', 'connection', 'transfer-encoding'].includes(name) ||
    name.startsWith('x-keebai-')
  )
}
