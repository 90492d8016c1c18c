import type { ListChannelsData, ListChannelsResponses } from '../../../../generated/keebai/types.gen.ts'
import { withConnections } from '../../../domain/channels/connection.ts'
import { listChannels as listOf } from '../../../domain/channels/read.ts'
import type { Operation } from '../../operation.ts'
import { toChannel, typeOf } from './to-channel.ts'

export const listChannels: Operation<ListChannelsData, ListChannelsResponses> = async ({ query }, caller, context) => {
  const channels = await listOf(context, caller.company)
  const wanted = query?.type
  const listed = wanted === undefined ? channels : channels.filter((channel) => typeOf(channel) === wanted)
  const shown = await withConnections(context, listed)
  return { status: 200, body: { data: shown.map(({ channel, connection }) => toChannel(channel, connection)) } }
}
