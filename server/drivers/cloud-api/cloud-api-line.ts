import type { Channel } from '../../domain/channels/channel.ts'
import type { Line, SendOutcome } from '../../domain/ports/line.ts'
import { Refusal } from '../../domain/refusals.ts'
import { outcomeFromGraph, readOutcomeFromGraph } from './from-graph.ts'
import type { GraphCall, GraphClient, GraphReply } from './graph-client.ts'
import { toGraphMessage, toGraphReadMark } from './to-graph.ts'

/**
 * Lines of Cloud API channels: one HTTP call per message, nothing held open per channel.
 * Meta names a message only in its answer, so there is no `wamidFor`.
 * @param tools.tokenOf the channel's business token. Refusal `channel_disconnected` when it has none any more; when it throws
 * anything else, so does `send`, and nothing has left
 */
export function createCloudApiLine({
  client,
  tokenOf,
}: {
  client: GraphClient
  tokenOf: (channel: Channel) => Promise<string>
}): (channel: Channel) => Line {
  async function post(channel: Channel, body: unknown, more: Pick<GraphCall, 'repeatable'> = {}): Promise<GraphReply> {
    if (channel.phoneNumberId === null) throw new Error(`channel ${channel.id} has no phone number id`)
    const token = await tokenOf(channel)
    const path = `/${encodeURIComponent(channel.phoneNumberId)}/messages`
    return client.call({ method: 'POST', path, body, token, ...more })
  }

  return (channel) => ({
    async send(message) {
      try {
        return outcomeFromGraph(await post(channel, toGraphMessage(message)))
      } catch (error) {
        // Between the claim of the message and this call.
        if (error instanceof Refusal && error.is('channel_disconnected')) return disconnected
        throw error
      }
    },
    async markRead(mark) {
      return readOutcomeFromGraph(await post(channel, toGraphReadMark(mark), { repeatable: true }))
    },
  })
}

const disconnected: SendOutcome = {
  outcome: 'refused',
  code: 'CHANNEL_DISCONNECTED',
  title: 'Channel disconnected',
  details: null,
}
