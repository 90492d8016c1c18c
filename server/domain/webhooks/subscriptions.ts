import type { Context } from '../context.ts'
import type { CompanyId, SubscriptionId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import type { WebhookSubscription } from './webhook.ts'

/** What an integrator says of a subscription. */
export type SubscriptionSettings = Pick<
  WebhookSubscription,
  'name' | 'url' | 'events' | 'headers' | 'isActive' | 'description'
>

type Tools = Pick<Context, 'storage' | 'ids' | 'clock' | 'vault' | 'webhooks'>

/**
 * Subscribes a URL to events. The secret is in the answer and, sealed, in the store.
 * Refusal `url_not_allowed`: the URL can never be a target (scheme, credentials, private address).
 */
export async function createSubscription(
  { storage, ids, clock, vault, webhooks }: Tools,
  company: CompanyId,
  wish: SubscriptionSettings,
): Promise<{ subscription: WebhookSubscription; secret: string }> {
  check(webhooks, wish)
  const id = ids.subscription()
  const now = clock.now()
  const { secret, ...kept } = newSecret({ ids, vault }, company, id)
  const subscription: WebhookSubscription = {
    id,
    company,
    channel: null,
    ...wish,
    events: canonical(wish.events),
    disabledReason: null,
    ...kept,
    failureCount: 0,
    lastDeliveryAt: null,
    createdAt: now,
    updatedAt: now,
    hub: null,
  }
  await storage.transaction(({ subscriptions }) => subscriptions.insert(subscription))
  return { subscription, secret }
}

export async function listSubscriptions(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
): Promise<WebhookSubscription[]> {
  const all = await storage.read.subscriptions.list(company)
  return all.filter((one) => one.hub === null)
}

/** Refusal `webhook_not_found`. */
export async function findSubscription(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  id: string,
): Promise<WebhookSubscription> {
  return found(await storage.read.subscriptions.find(company, id as SubscriptionId), id)
}

/**
 * Changes what is given. Switching a subscription on forgets its failures. What waits to be delivered goes by the new settings.
 * Refusals `webhook_not_found`, `url_not_allowed`.
 */
export async function updateSubscription(
  { storage, clock, webhooks }: Pick<Tools, 'storage' | 'clock' | 'webhooks'>,
  company: CompanyId,
  id: string,
  wish: Partial<SubscriptionSettings>,
): Promise<WebhookSubscription> {
  await findSubscription({ storage }, company, id)
  check(webhooks, wish)
  return storage.transaction(async ({ subscriptions }) => {
    const updated: WebhookSubscription = {
      ...found(await subscriptions.find(company, id as SubscriptionId), id),
      ...wish,
      ...(wish.events && { events: canonical(wish.events) }),
      ...(wish.isActive && { failureCount: 0, disabledReason: null }),
      updatedAt: clock.now(),
    }
    await subscriptions.update(updated)
    return updated
  })
}

/** Gives a subscription another secret; attempts that begin from now on are signed with it. Refusal `webhook_not_found`. */
export async function rotateSecret(
  { storage, ids, clock, vault }: Pick<Tools, 'storage' | 'ids' | 'clock' | 'vault'>,
  company: CompanyId,
  id: string,
): Promise<{ subscription: WebhookSubscription; secret: string }> {
  const { secret, ...kept } = newSecret({ ids, vault }, company, id as SubscriptionId)
  const subscription = await storage.transaction(async ({ subscriptions }) => {
    const before = found(await subscriptions.find(company, id as SubscriptionId), id)
    const rotated = { ...before, ...kept, updatedAt: clock.now() }
    await subscriptions.update(rotated)
    return rotated
  })
  return { subscription, secret }
}

/** Removes a subscription; deliveries under way end with it. Refusal `webhook_not_found`. */
export async function deleteSubscription(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  id: string,
): Promise<void> {
  await storage.transaction(async ({ subscriptions }) => {
    const { id: known } = found(await subscriptions.find(company, id as SubscriptionId), id)
    await subscriptions.remove(company, known)
  })
}

/** Where a webhook secret belongs, for the vault. */
export function secretContext(company: CompanyId, id: SubscriptionId): string {
  return `subscription/${company}/${id}/secret`
}

function newSecret({ ids, vault }: Pick<Tools, 'ids' | 'vault'>, company: CompanyId, id: SubscriptionId) {
  const secret = `whsec_${ids.secret(32)}`
  return { secret, sealedSecret: vault.seal(secret, secretContext(company, id)), secretPrefix: secret.slice(0, 14) }
}

function found(subscription: WebhookSubscription | undefined, id: string): WebhookSubscription {
  if (!subscription || subscription.hub !== null) throw Refusal.of('webhook_not_found', { webhook: id })
  return subscription
}

/** Each event once, under the name of today. */
function canonical(events: string[]): string[] {
  return [...new Set(events.map((event) => olderNames[event] ?? event))]
}

const olderNames: Record<string, string | undefined> = {
  'whatsapp.template.status_update': 'whatsapp.template.status_updated',
}

/** Refusal `url_not_allowed`. */
export function refuseTarget(webhooks: Tools['webhooks'], url: string | undefined): void {
  const why = url === undefined ? undefined : webhooks.objection(url)
  if (url !== undefined && why !== undefined) throw Refusal.of('url_not_allowed', { url, why })
}

function check(webhooks: Tools['webhooks'], { url, headers = {} }: Partial<SubscriptionSettings>): void {
  refuseTarget(webhooks, url)
  const names = Object.keys(headers)
  const problems = names.flatMap((name, index) => {
    const path = `/body/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (isReserved(name)) return [{ path, message: 'is set by the gateway itself' }]
    const isTwice = names.slice(0, index).some((earlier) => earlier.toLowerCase() === name.toLowerCase())
    return isTwice ? [{ path, message: 'is there twice: upper and lower case do not matter in header names' }] : []
  })
  if (problems.length > 0) throw Refusal.of('invalid_request', { problems })
}

/** Those of the delivery itself, and those that say how a connection is used. */
const reserved = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-connection',
])

function isReserved(header: string): boolean {
  const name = header.toLowerCase()
  return reserved.has(name) || name.startsWith('x-keebai-')
}
