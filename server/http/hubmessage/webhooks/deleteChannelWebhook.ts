import type {
  DeleteChannelWebhookData,
  DeleteChannelWebhookResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { deleteHubWebhook } from '../../../domain/webhooks/hub.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const deleteChannelWebhook: Operation<DeleteChannelWebhookData, DeleteChannelWebhookResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  await deleteHubWebhook(context, caller.company, channel.id, path.webhookId)
  return { status: 204, body: undefined }
}
