import type { Context } from '../context.ts'
import type { ChannelId, CompanyId, SubscriptionId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { refuseTarget, secretContext } from './subscriptions.ts'
import type { EventName, HubSettings, WebhookSubscription } from './webhook.ts'

/** How a delivery authorizes itself: the header it carries. */
export interface HubAuth {
  type: HubSettings['authType']
  headers: Record<string, string>
}

/** What an integrator says of a webhook of HubMessage. `signing`: true is a new secret, false none. */
export interface HubWish {
  url: string
  description: string | null
  /** As subscribed to, and what they mean. */
  events: string[]
  interests: EventName[]
  signing: boolean
  auth: HubAuth
  customAttributes: Record<string, unknown>
  isActive: boolean
}

type Tools = Pick<Context, 'storage' | 'ids' | 'clock' | 'vault' | 'webhooks'>

/** With its secret where it has a new one. */
export interface Issued {
  subscription: WebhookSubscription
  secret: string | null
}

/** A webhook of one channel, or of the workspace's templates without one. Refusal `url_not_allowed`. */
export async function createHubWebhook(
  tools: Tools,
  company: CompanyId,
  channel: ChannelId | null,
  wish: HubWish,
): Promise<Issued> {
  const now = tools.clock.now()
  const blank: WebhookSubscription = {
    // HubMessage's ids all look alike.
    id: tools.ids.channel() as string as SubscriptionId,
    company,
    channel,
    name: 'HubMessage',
    description: null,
    url: wish.url,
    events: [],
    headers: {},
    isActive: true,
    disabledReason: null,
    sealedSecret: '',
    secretPrefix: '',
    failureCount: 0,
    lastDeliveryAt: null,
    createdAt: now,
    updatedAt: now,
    hub: { interests: [], authType: 'NONE', sealedAuth: null, signing: false, customAttributes: {} },
  }
  const issued = changed(tools, blank, wish)
  await tools.storage.transaction(({ subscriptions }) => subscriptions.insert(issued.subscription))
  return issued
}

/** The webhooks of a channel, or those of templates; oldest first. */
export async function listHubWebhooks(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  channel: ChannelId | null,
): Promise<WebhookSubscription[]> {
  const all = await storage.read.subscriptions.list(company)
  return all.filter((one) => one.hub !== null && one.channel === channel)
}

/** Refusal `webhook_not_found`. */
export async function findHubWebhook(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  channel: ChannelId | null,
  id: string,
): Promise<WebhookSubscription> {
  return found(await storage.read.subscriptions.find(company, canonical(id)), channel, id)
}

/** Changes what is given. Refusals `webhook_not_found`, `url_not_allowed`. */
export async function updateHubWebhook(
  tools: Tools,
  company: CompanyId,
  channel: ChannelId | null,
  id: string,
  wish: Partial<HubWish>,
): Promise<Issued> {
  return tools.storage.transaction(async ({ subscriptions }) => {
    const before = found(await subscriptions.find(company, canonical(id)), channel, id)
    const issued = changed(tools, before, wish)
    await subscriptions.update(issued.subscription)
    return issued
  })
}

/** Refusal `webhook_not_found`. */
export async function deleteHubWebhook(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  channel: ChannelId | null,
  id: string,
): Promise<void> {
  await storage.transaction(async ({ subscriptions }) => {
    const { id: known } = found(await subscriptions.find(company, canonical(id)), channel, id)
    await subscriptions.remove(company, known)
  })
}

/** The header a delivery authorizes itself with. */
export function authHeaders(
  { vault }: Pick<Context, 'vault'>,
  subscription: WebhookSubscription,
): Record<string, string> {
  const sealed = subscription.hub?.sealedAuth
  return sealed ? (JSON.parse(vault.open(sealed, authContext(subscription))) as Record<string, string>) : {}
}

function changed({ ids, vault, webhooks, clock }: Tools, before: WebhookSubscription, wish: Partial<HubWish>): Issued {
  refuseTarget(webhooks, wish.url)
  const { hub } = before
  if (!hub) throw new Error(`${before.id} is no webhook of HubMessage`)
  const secret = wish.signing === true ? ids.secret(32) : null
  const { auth } = wish
  const subscription: WebhookSubscription = {
    ...before,
    ...(wish.url !== undefined && { url: wish.url }),
    ...(wish.description !== undefined && { description: wish.description }),
    ...(wish.events && { events: [...new Set(wish.events)] }),
    ...(wish.isActive !== undefined && { isActive: wish.isActive }),
    ...(wish.signing === false && { sealedSecret: '' }),
    ...(secret !== null && { sealedSecret: vault.seal(secret, secretContext(before.company, before.id)) }),
    updatedAt: clock.now(),
    hub: {
      ...hub,
      ...(wish.interests && { interests: wish.interests }),
      ...(wish.signing !== undefined && { signing: wish.signing }),
      ...(wish.customAttributes && { customAttributes: wish.customAttributes }),
      ...(auth && {
        authType: auth.type,
        sealedAuth: auth.type === 'NONE' ? null : vault.seal(JSON.stringify(auth.headers), authContext(before)),
      }),
    },
  }
  return { subscription, secret }
}

function authContext({ company, id }: WebhookSubscription): string {
  return `subscription/${company}/${id}/auth`
}

function found(
  subscription: WebhookSubscription | undefined,
  channel: ChannelId | null,
  id: string,
): WebhookSubscription {
  if (subscription?.hub && subscription.channel === channel) return subscription
  throw Refusal.of('webhook_not_found', { webhook: id })
}

/** Dashes and small letters are taken too. */
function canonical(id: string): SubscriptionId {
  return id.replaceAll('-', '').toUpperCase() as SubscriptionId
}
