import type { GetChannelData, GetChannelResponses } from '../../../../generated/keebai/types.gen.ts'
import { connectionOf } from '../../../domain/channels/connection.ts'
import { getChannel as readChannel } from '../../../domain/channels/read.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'
import { toChannel } from './to-channel.ts'

export const getChannel: Operation<GetChannelData, GetChannelResponses> = async ({ path }, caller, context) => {
  const channel = await readChannel(context, caller.company, path.id)
  // Made through HubMessage and never connected: not yet a channel here, as in the list.
  if (channel.state === 'created') throw Refusal.of('channel_not_found', { channel: path.id })
  return { status: 200, body: toChannel(channel, await connectionOf(context, channel)) }
}
