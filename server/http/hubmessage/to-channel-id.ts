import { dashedChannelId, hubMessageChannelId } from '../../domain/channels/channel-id.ts'
import type { ChannelId } from '../../domain/ids.ts'
import type { HubMessageGeneration } from '../operation.ts'

/** How a channel is called in answers and events; requests may use any spelling. */
export function toChannelId(id: ChannelId, generation: HubMessageGeneration): string {
  return generation === 'older' ? dashedChannelId(id) : hubMessageChannelId(id)
}
