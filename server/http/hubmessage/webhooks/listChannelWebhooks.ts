import type {
  ListChannelWebhooksData,
  ListChannelWebhooksResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { listHubWebhooks } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { toChannelWebhook } from './to-webhook.ts'

export const listChannelWebhooks: Operation<ListChannelWebhooksData, ListChannelWebhooksResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  const webhooks = await listHubWebhooks(context, caller.company, channel.id)
  return { status: 200, body: webhooks.map((webhook) => toChannelWebhook(webhook, context.http.hubMessageGeneration)) }
}
