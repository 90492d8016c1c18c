import type { SubscribeChannelData, SubscribeChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { subscribeChannel as subscribe } from '../../../domain/channels/plan.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const subscribeChannel: Operation<SubscribeChannelData, SubscribeChannelResponses> = async (
  { path },
  caller,
  context,
) => {
  requireEnterprise(caller)
  await subscribe(context, await getChannel(context, caller.company, path.channelId))
  return { status: 200, body: { type: 'SUBSCRIPTION_UPDATED', message: 'Subscription updated' } }
}
