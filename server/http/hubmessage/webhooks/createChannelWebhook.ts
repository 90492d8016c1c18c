import type {
  CreateChannelWebhookData,
  CreateChannelWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { createHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { fromNewWebhook } from './from-webhook-request.ts'
import { toChannelWebhook } from './to-webhook.ts'

export const createChannelWebhook: Operation<CreateChannelWebhookData, CreateChannelWebhookResponses> = async (
  { path, body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  const { subscription, secret } = await createHubWebhook(context, caller.company, channel.id, fromNewWebhook(body))
  return { status: 201, body: toChannelWebhook(subscription, context.http.hubMessageGeneration, secret) }
}
