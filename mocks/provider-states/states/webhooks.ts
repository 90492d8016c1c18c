import type { SubscriptionId } from '../../../server/domain/ids.ts'
import { writeEvent } from '../../../server/domain/webhooks/record.ts'
import { createSubscription } from '../../../server/domain/webhooks/subscriptions.ts'
import {
  type Delivery,
  type EventType,
  failuresMax,
  type WebhookSubscription,
} from '../../../server/domain/webhooks/webhook.ts'
import { literals } from '../literals.ts'
import { listOf, matching, type Params, textOf } from '../params.ts'
import type { Made, Run, State } from '../state.ts'

/** Who hears of events, and what became of that. */
export const webhookStates = {
  'a webhook subscription': {
    // Made last, so that nobody hears of what the other states did.
    last: true,
    make: async (run, params) => describe(await subscribe(run, params)),
  },
  'a webhook subscription that was switched off': {
    last: true,
    async make(run, params) {
      const made = await subscribe(run, params)
      const { storage, clock } = run.gateway.context
      const off: WebhookSubscription = {
        ...made.subscription,
        isActive: false,
        failureCount: failuresMax,
        disabledReason: 'excessive_failures',
        lastDeliveryAt: clock.now(),
      }
      await storage.transaction(({ subscriptions }) => subscriptions.update(off))
      return describe(made)
    },
  },
  'webhook deliveries': {
    last: true,
    async make(run, params) {
      const made = await subscribe(run, params)
      for (const { type, ...outcome } of outcomes) await deliver(run, made.subscription, type, outcome)
      return describe(made)
    },
  },
  'no webhook subscriptions': {},
} satisfies Record<string, State>

interface Subscribed {
  subscription: WebhookSubscription
  secret: string
}

async function subscribe({ company, gateway }: Run, params: Params): Promise<Subscribed> {
  const { context } = gateway
  const id = matching(params, 'webhook_id', /^[!-~]{1,100}$/, 'at most 100 visible characters')
  const literal = literals.webhookId as SubscriptionId
  const isFree = (await context.storage.read.subscriptions.find(company, literal)) === undefined
  const chosen = id ?? (isFree ? literal : context.ids.subscription())
  const ids = { ...context.ids, subscription: () => chosen as SubscriptionId }
  return createSubscription({ ...context, ids }, company, {
    name: 'Provider state',
    url: textOf(params, 'url') ?? literals.webhookUrl,
    events: listOf(params, 'events') ?? Object.keys(eventTypes),
    headers: {},
    isActive: true,
    description: null,
  })
}

function describe({ subscription, secret }: Subscribed): Made {
  return { webhook_id: subscription.id, url: subscription.url, events: subscription.events, secret }
}

type Outcome = Pick<Delivery, 'state' | 'attempt' | 'responseStatus' | 'responseBody' | 'error' | 'durationMs'>

/** The oldest first. */
const outcomes: (Outcome & { type: EventType })[] = [
  {
    type: 'whatsapp.channel.connected',
    state: 'failed',
    attempt: 5,
    responseStatus: null,
    responseBody: null,
    error: 'the connection was refused',
    durationMs: 2,
  },
  {
    type: 'whatsapp.message.received',
    state: 'succeeded',
    attempt: 1,
    responseStatus: 204,
    responseBody: null,
    error: null,
    durationMs: 31,
  },
  {
    type: 'whatsapp.message.read',
    state: 'pending',
    attempt: 1,
    responseStatus: 503,
    responseBody: 'Service Unavailable',
    error: null,
    durationMs: 12,
  },
]

const laterMs = 60_000

/** Writes a delivery of a sample as if it had gone this way. */
async function deliver(
  { company, gateway }: Run,
  subscription: WebhookSubscription,
  type: EventType,
  outcome: Outcome,
): Promise<void> {
  const { context } = gateway
  await context.storage.transaction(async (tables) => {
    const sample = { type, company, channel: null, data: { kind: 'test' } } as const
    for (const delivery of await writeEvent(context, tables, sample, [subscription])) {
      const nextAttemptAt = outcome.state === 'pending' ? context.clock.now() + laterMs : null
      await tables.deliveries.update({ ...delivery, ...outcome, nextAttemptAt })
    }
  })
}

const eventTypes: Record<EventType, true> = {
  'whatsapp.channel.connected': true,
  'whatsapp.channel.disconnected': true,
  'whatsapp.channel.connection_changed': true,
  'whatsapp.message.received': true,
  'whatsapp.message.sent': true,
  'whatsapp.message.delivered': true,
  'whatsapp.message.read': true,
  'whatsapp.message.failed': true,
  'whatsapp.template.status_updated': true,
}
