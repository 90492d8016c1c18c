import type { DisconnectChannelData, DisconnectChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { partWithNumber } from '../../../domain/connect/part.ts'
import type { Operation } from '../../operation.ts'

export const disconnectChannel: Operation<DisconnectChannelData, DisconnectChannelResponses> = async (
  { path },
  caller,
  context,
) => {
  await partWithNumber(context, await getChannel(context, caller.company, path.channelId))
  return { status: 200, body: true }
}
