import type { Context } from '../context.ts'
import type { PostAnswer } from '../ports/webhook-transport.ts'
import { authHeaders } from './hub.ts'
import { secretContext } from './subscriptions.ts'
import type { Delivery, DomainEvent, WebhookSubscription } from './webhook.ts'
import { deliveryTimeoutMs, failuresMax, hubDeliveryTimeoutMs, hubRetryDelaysMs, retryDelaysMs } from './webhook.ts'

export type DeliveryTools = Pick<Context, 'storage' | 'clock' | 'vault' | 'webhooks' | 'renderEvent' | 'log'>

/**
 * Makes one attempt of a delivery and records what came of it. A subscription that is gone or off ends it unattempted;
 * only a test reaches one that is off.
 * @param taken called when the receiver has taken it and that is still to be recorded
 */
export async function attemptDelivery(tools: DeliveryTools, delivery: Delivery, taken = () => {}): Promise<void> {
  const { storage, clock } = tools
  const event = await storage.read.events.find(delivery.event)
  const subscription = event && (await storage.read.subscriptions.find(delivery.company, delivery.subscription))
  if (!event || !subscription || (!subscription.isActive && event.data.kind !== 'test')) {
    const error = subscription ? 'the subscription is switched off' : 'the subscription is gone'
    const dropped: Delivery = { ...delivery, state: 'failed', nextAttemptAt: null, error }
    await storage.transaction(({ deliveries }) => deliveries.update(dropped))
    return
  }
  const begun = performance.now()
  const answer = await post(tools, event, subscription)
  const policy = subscription.hub ? hubPolicy : keebaiPolicy
  const judged = judge({ ...delivery, durationMs: Math.round(performance.now() - begun) }, answer, clock.now(), policy)
  if (judged.state === 'succeeded') taken()
  await record(tools, judged)
}

async function post(tools: DeliveryTools, event: DomainEvent, subscription: WebhookSubscription): Promise<PostAnswer> {
  const { storage, vault, webhooks, renderEvent, log } = tools
  try {
    const ref = event.channel && ({ by: 'id', id: event.channel } as const)
    const channel = (ref && (await storage.read.channels.find(event.company, ref))) || null
    const { sealedSecret, company, id, hub } = subscription
    const secret = sealedSecret === '' ? '' : vault.open(sealedSecret, secretContext(company, id))
    const { body, headers } = renderEvent(event, channel, subscription, secret, Date.now())
    return await webhooks.post({
      url: subscription.url,
      headers: { ...subscription.headers, ...authHeaders(tools, subscription), ...headers },
      body,
      timeoutMs: hub ? hubDeliveryTimeoutMs : deliveryTimeoutMs,
    })
  } catch (error) {
    // It takes its turn like any other attempt, so that it can neither be lost nor hold anything back.
    log.fault('webhook.attempt_broke', error, { event: event.id, subscription: subscription.id })
    return { error: 'a fault of the server' }
  }
}

/** Which statuses are worth another attempt, and the pauses between the attempts. */
interface Policy {
  again(status: number): boolean
  delaysMs: readonly number[]
}

const keebaiPolicy: Policy = {
  again: (status) => status >= 500 || status === 408 || status === 429,
  delaysMs: retryDelaysMs,
}
const hubPolicy: Policy = { again: () => true, delaysMs: hubRetryDelaysMs }

/** What an answer means: 2xx is success; no answer and what the policy says are tried again as often as it says; the rest is final. */
export function judge(delivery: Delivery, answer: PostAnswer, now: number, policy = keebaiPolicy): Delivery {
  const attempt = delivery.attempt + 1
  const status = 'status' in answer ? answer.status : null
  const tried: Delivery = {
    ...delivery,
    attempt,
    responseStatus: status,
    responseBody: 'body' in answer && answer.body !== '' ? answer.body : null,
    error: 'error' in answer ? answer.error : null,
  }
  if (status !== null && status >= 200 && status < 300) return { ...tried, state: 'succeeded', nextAttemptAt: null }
  const again = status === null || policy.again(status)
  const delay = policy.delaysMs[attempt - 1]
  if (!again || delay === undefined) return { ...tried, state: 'failed', nextAttemptAt: null }
  return { ...tried, nextAttemptAt: now + delay }
}

async function record({ storage, clock, log }: DeliveryTools, delivery: Delivery): Promise<void> {
  const switchedOff = await storage.transaction(async ({ deliveries, subscriptions }) => {
    await deliveries.update(delivery)
    const subscription = await subscriptions.find(delivery.company, delivery.subscription)
    if (!subscription) return false
    const updated = withResult(subscription, delivery.state, clock.now())
    await subscriptions.update(updated)
    return subscription.isActive && !updated.isActive
  })
  const { id, subscription, responseStatus: status, error: why } = delivery
  if (delivery.state === 'failed') log.warn('webhook.delivery_failed', { delivery: id, subscription, status, why })
  if (switchedOff) log.warn('webhook.switched_off', { subscription, failures: failuresMax })
}

/** One failure for each delivery that failed for good, none any more after a success. */
function withResult(subscription: WebhookSubscription, state: Delivery['state'], now: number): WebhookSubscription {
  const attempted = { ...subscription, lastDeliveryAt: now }
  if (state === 'pending') return attempted
  if (state === 'succeeded') return { ...attempted, failureCount: 0 }
  const failureCount = subscription.failureCount + 1
  const off = !subscription.hub && subscription.isActive && failureCount >= failuresMax
  return {
    ...attempted,
    failureCount,
    ...(off && { isActive: false, disabledReason: 'excessive_failures', updatedAt: now }),
  }
}
