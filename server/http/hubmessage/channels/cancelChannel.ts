import type { CancelChannelData, CancelChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { cancelChannel as cancel } from '../../../domain/channels/plan.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const cancelChannel: Operation<CancelChannelData, CancelChannelResponses> = async (
  { path, body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  const channel = await getChannel(context, caller.company, path.channelId)
  await cancel(context, channel, body?.cancelReason ?? null)
  return { status: 204, body: undefined }
}
