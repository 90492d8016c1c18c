import type {
  ChannelEvent,
  ChannelWebhook,
  TemplateEvent,
  TemplateWebhook,
} from '../../../../generated/hubmessage/types.gen.ts'
import type { WebhookSubscription } from '../../../domain/webhooks/webhook.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import { toChannelId } from '../to-channel-id.ts'

/** A webhook of a channel, with its secret where it has just been made. */
export function toChannelWebhook(
  subscription: WebhookSubscription,
  generation: HubMessageGeneration,
  secret: string | null = null,
): ChannelWebhook {
  return {
    ...common(subscription, '+0000'),
    instanceId: subscription.channel === null ? '' : toChannelId(subscription.channel, generation),
    events: subscription.events as ChannelEvent[],
    ...(secret !== null && { secret }),
  }
}

/** A webhook of the workspace. `secret`: undefined leaves the member out, null says that there is none. */
export function toTemplateWebhook(subscription: WebhookSubscription, secret?: string | null): TemplateWebhook {
  return {
    ...common(subscription, '+00:00'),
    channelId: null,
    instanceId: null,
    events: subscription.events as TemplateEvent[],
    ...(secret !== undefined && { secret }),
  }
}

function common(subscription: WebhookSubscription, offset: string) {
  const { id, url, description, isActive, hub, createdAt, updatedAt } = subscription
  if (!hub) throw new Error(`${id} is no webhook of HubMessage`)
  const { authType: type, sealedAuth, signing, customAttributes } = hub
  const time = (at: number) => new Date(at).toISOString().replace('Z', offset)
  return {
    id,
    url,
    description,
    status: isActive ? ('ENABLED' as const) : ('DISABLED' as const),
    signing,
    auth: { type, configured: sealedAuth !== null },
    payloadFormat: 'DEFAULT' as const,
    customAttributes,
    createdAt: time(createdAt),
    updatedAt: time(updatedAt),
  }
}
