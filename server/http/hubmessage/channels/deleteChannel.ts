import type { DeleteChannelData, DeleteChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { deleteFreeChannel } from '../../../domain/connect/part.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const deleteChannel: Operation<DeleteChannelData, DeleteChannelResponses> = async (
  { path, body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  await deleteFreeChannel(context, channel)
  context.log.info('channel.deleted', { channel: channel.id, reason: body?.cancelReason ?? null })
  return { status: 204, body: undefined }
}
