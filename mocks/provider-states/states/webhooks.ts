import type { SubscriptionId } from '../../../server/domain/ids.ts'
import { createSubscription } from '../../../server/domain/webhooks/subscriptions.ts'
import type { EventType } from '../../../server/domain/webhooks/webhook.ts'
import { literals } from '../literals.ts'
import { listOf, matching, textOf } from '../params.ts'
import type { State } from '../state.ts'

/** Who hears of events. */
export const webhookStates = {
  'a webhook subscription': {
    // Made last, so that nobody hears of what the other states did.
    last: true,
    async make({ company, gateway }, params) {
      const { context } = gateway
      const id = matching(params, 'webhook_id', /^[!-~]{1,100}$/, 'at most 100 visible characters')
      const literal = literals.webhookId as SubscriptionId
      const isFree = (await context.storage.read.subscriptions.find(company, literal)) === undefined
      const chosen = id ?? (isFree ? literal : context.ids.subscription())
      const ids = { ...context.ids, subscription: () => chosen as SubscriptionId }
      const { subscription, secret } = await createSubscription({ ...context, ids }, company, {
        name: 'Provider state',
        url: textOf(params, 'url') ?? literals.webhookUrl,
        events: listOf(params, 'events') ?? Object.keys(eventTypes),
        headers: {},
        isActive: true,
        description: null,
      })
      return { webhook_id: subscription.id, url: subscription.url, events: subscription.events, secret }
    },
  },
  'no webhook subscriptions': {},
} satisfies Record<string, State>

const eventTypes: Record<EventType, true> = {
  'whatsapp.channel.connected': true,
  'whatsapp.channel.disconnected': true,
  'whatsapp.message.received': true,
  'whatsapp.message.sent': true,
  'whatsapp.message.delivered': true,
  'whatsapp.message.read': true,
  'whatsapp.message.failed': true,
}
