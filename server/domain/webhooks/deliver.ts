import type { Context } from '../context.ts'
import { secretContext } from './subscriptions.ts'
import type { Delivery, WebhookSubscription } from './webhook.ts'
import { deliveryTimeoutMs, failuresMax, retryDelaysMs } from './webhook.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'vault' | 'webhooks' | 'renderEvent' | 'log'>

/** Makes one attempt of a delivery and records what came of it. A subscription or event that is gone ends it. */
export async function attemptDelivery(context: Tools, delivery: Delivery): Promise<void> {
  const { storage, clock, vault, webhooks, renderEvent } = context
  const event = await storage.read.events.find(delivery.event)
  const subscription = event && (await storage.read.subscriptions.find(delivery.company, delivery.subscription))
  if (!event || !subscription?.isActive) {
    await record(context, {
      ...delivery,
      state: 'failed',
      nextAttemptAt: null,
      error: 'the subscription is gone or off',
    })
    return
  }
  const channel = (event.channel && (await storage.read.channels.byId(event.channel))) || null
  const secret = vault.open(subscription.sealedSecret, secretContext(subscription.company, subscription.id))
  const { body, headers } = renderEvent(event, channel, subscription, secret, Date.now())
  const answer = await webhooks.post({
    url: subscription.url,
    headers: { ...subscription.headers, ...headers },
    body,
    timeoutMs: deliveryTimeoutMs,
  })
  await record(context, judge(delivery, answer, clock.now()))
}

/** What an answer means: 2xx is success; 5xx, 408, 429 and no answer are tried again, 5 attempts in all; the rest is final. */
export function judge(delivery: Delivery, answer: { status: number } | { error: string }, now: number): Delivery {
  const attempt = delivery.attempt + 1
  const status = 'status' in answer ? answer.status : null
  const tried = { ...delivery, attempt, responseStatus: status, error: 'error' in answer ? answer.error : null }
  if (status !== null && status >= 200 && status < 300) return { ...tried, state: 'succeeded', nextAttemptAt: null }
  const again = status === null || status >= 500 || status === 408 || status === 429
  const delay = retryDelaysMs[attempt - 1]
  if (!again || delay === undefined) return { ...tried, state: 'failed', nextAttemptAt: null }
  return { ...tried, nextAttemptAt: now + delay }
}

async function record({ storage, clock, log }: Tools, delivery: Delivery): Promise<void> {
  await storage.transaction(async ({ deliveries, subscriptions }) => {
    await deliveries.update(delivery)
    const subscription = await subscriptions.find(delivery.company, delivery.subscription)
    if (subscription && delivery.state !== 'pending') {
      await subscriptions.update(withResult(subscription, delivery.state === 'succeeded', clock.now()))
    }
  })
  if (delivery.state === 'failed') {
    log.warn('webhook.delivery_failed', { delivery: delivery.id, status: delivery.responseStatus, why: delivery.error })
  }
}

function withResult(subscription: WebhookSubscription, succeeded: boolean, now: number): WebhookSubscription {
  if (succeeded) return { ...subscription, failureCount: 0, lastDeliveryAt: now }
  const failureCount = subscription.failureCount + 1
  const off = subscription.isActive && failureCount >= failuresMax
  return {
    ...subscription,
    failureCount,
    lastDeliveryAt: now,
    ...(off && { isActive: false, disabledReason: 'excessive_failures', updatedAt: now }),
  }
}
