import type { Context } from '../context.ts'
import type { ChannelId } from '../ids.ts'
import { topics } from '../signals.ts'
import { recordEvent } from '../webhooks/record.ts'
import { type Channel, supports } from './channel.ts'

/**
 * - `open`: WhatsApp answers
 * - `connecting`: an attempt is under way
 * - `interrupted`: lost, or silent; it comes back by itself, at `nextAttemptAt` if not before
 * - `stopped`: given up until it is resumed, because something else uses the link
 * - `unlinked`: nothing but a new connection of the channel brings it back
 */
export type ConnectionState = 'open' | 'connecting' | 'interrupted' | 'stopped' | 'unlinked'

/** What a line says of itself. Times are domain time. */
export interface LineState {
  state: ConnectionState
  since: number
  /** WhatsApp's number for what interrupted it, as text; null while nothing has. */
  code: string | null
  /** The same for people. */
  reason: string | null
  nextAttemptAt: number | null
}

/** How a channel is in touch with WhatsApp. */
export interface ChannelConnection extends LineState {
  /** When WhatsApp last brought a message or a report for it. */
  lastInboundAt: number | null
}

/** The connection of a channel as it is now. */
export async function connectionOf(context: Pick<Context, 'storage'>, channel: Channel): Promise<ChannelConnection> {
  const [shown] = await withConnections(context, [channel])
  if (!shown) throw new Error(`no connection of channel ${channel.id}`)
  return shown.connection
}

/** Several channels with their connections, in their order. */
export async function withConnections(
  { storage }: Pick<Context, 'storage'>,
  channels: Channel[],
): Promise<{ channel: Channel; connection: ChannelConnection }[]> {
  const stored = await storage.read.connections.of(channels.map(({ id }) => id))
  return channels.map((channel) => {
    const known = stored.get(channel.id)
    const connection = { ...stateOf(channel, known?.line ?? null), lastInboundAt: known?.lastInboundAt ?? null }
    return { channel, connection }
  })
}

function stateOf(channel: Channel, line: LineState | null): LineState {
  const { state, createdAt, connectedAt, stateReason: reason } = channel
  if (state !== 'connected') {
    const since = line?.state === 'unlinked' ? line.since : (connectedAt ?? createdAt)
    const code = line?.state === 'unlinked' ? line.code : null
    return { state: 'unlinked', since, code, reason, nextAttemptAt: null }
  }
  const since = connectedAt ?? createdAt
  if (supports(channel).liveLine) {
    return line ?? { state: 'connecting', since, code: null, reason: null, nextAttemptAt: null }
  }
  // What was said of the token before this one says nothing of it.
  return line && line.since >= since ? line : { state: 'open', since, code: null, reason: null, nextAttemptAt: null }
}

/**
 * Records what a line says of itself. That it is lost is announced once, however many attempts follow, and once that
 * it is back. A link that is gone for good is announced by the channel, which is disconnected then.
 */
export async function recordConnection(
  { storage, signals, log, ...tools }: Pick<Context, 'storage' | 'signals' | 'log' | 'ids' | 'clock'>,
  { channel: id, line }: { channel: ChannelId; line: LineState },
): Promise<void> {
  const announced = await storage.transaction(async (tables) => {
    const { channels, connections } = tables
    const channel = await channels.byId(id)
    if (!channel) return undefined
    const known = (await connections.of([id])).get(id)
    const isLost = known?.isLost ?? false
    const isGone = line.state === 'unlinked'
    const lost = line.state !== 'open' && !isGone && (isLost || line.state !== 'connecting')
    await connections.put(id, line, lost)
    if (isGone || lost === isLost) return 'nothing'
    if (channel.state === 'connected') {
      await recordEvent({ ...tools, signals }, tables, {
        type: 'whatsapp.channel.connection_changed',
        company: channel.company,
        channel: id,
        data: { kind: 'connection', channel, connection: { ...line, lastInboundAt: known?.lastInboundAt ?? null } },
      })
    }
    return lost ? 'lost' : 'back'
  })
  if (announced === undefined) return
  const { state, code, reason, nextAttemptAt } = line
  if (announced === 'lost') log.warn('channel.connection_lost', { channel: id, state, code, reason, nextAttemptAt })
  if (announced === 'back') log.info('channel.connection_back', { channel: id })
  signals.raise(topics.connection(id))
}
