import { type Channel, supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { ReadMark } from '../ports/line.ts'
import { Refusal } from '../refusals.ts'

/**
 * Marks a received message read. Nothing is stored and nothing is paced: it is done when this resolves.
 * Refusals: `channel_disconnected`, `content_unsupported`, `upstream_refused` (WhatsApp knows no such message among
 * others), `upstream_unavailable`.
 */
export async function markRead({ lines }: Pick<Context, 'lines'>, channel: Channel, mark: ReadMark): Promise<void> {
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  const line = lines.of(channel)
  if (!supports(channel).markRead || !line.markRead) {
    throw Refusal.of('content_unsupported', { channel: channel.id, content: 'read' })
  }
  const result = await line.markRead(mark)
  switch (result.outcome) {
    case 'done':
      return
    case 'refused': {
      const { code, title, details } = result
      throw Refusal.of('upstream_refused', { code, title, details })
    }
    case 'unavailable':
      throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: result.why })
  }
}
