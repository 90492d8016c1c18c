import type {
  UpdateChannelWebhookData,
  UpdateChannelWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { updateHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { fromWebhookRequest } from './from-webhook-request.ts'
import { toChannelWebhook } from './to-webhook.ts'

export const updateChannelWebhook: Operation<UpdateChannelWebhookData, UpdateChannelWebhookResponses> = async (
  { path, body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  const wish = fromWebhookRequest(body)
  const { subscription, secret } = await updateHubWebhook(context, caller.company, channel.id, path.webhookId, wish)
  return { status: 200, body: toChannelWebhook(subscription, context.http.hubMessageGeneration, secret) }
}
