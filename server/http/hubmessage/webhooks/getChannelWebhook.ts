import type { GetChannelWebhookData, GetChannelWebhookResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { findHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { toChannelWebhook } from './to-webhook.ts'

export const getChannelWebhook: Operation<GetChannelWebhookData, GetChannelWebhookResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  const webhook = await findHubWebhook(context, caller.company, channel.id, path.webhookId)
  return { status: 200, body: toChannelWebhook(webhook, context.http.hubMessageGeneration) }
}
