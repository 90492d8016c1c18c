import type { Channel } from '../channels/channel.ts'
import { parseChannelRef } from '../channels/channel-id.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusals.ts'
import { connectChannel, type SignupResult } from './signup.ts'

/** What the portal's address needs to let a person connect a channel that waits for it. */
export interface ChannelLink {
  channel: Channel
  key: string
  expiresAt: number
}

/**
 * Where a link to a channel stands. `completed`: the channel is connected, through this link or otherwise.
 * `expired`: its time is over, or a connection made since has ended again.
 */
export type ChannelLinkState = 'pending' | 'completed' | 'expired'

export const channelLinkMs = 86_400_000
export const channelLinkMsMax = 30 * 86_400_000

type Tools = Pick<Context, 'storage' | 'vault' | 'clock'>

/**
 * A link for one connection of the channel. The key is sealed and nowhere stored; it says until when it is valid and which
 * connection was the channel's last, so that a used one opens nothing.
 * Refusals: `invalid_channel_type`, `channel_already_connected`.
 */
export function linkToChannel(
  { vault, clock }: Pick<Tools, 'vault' | 'clock'>,
  channel: Channel,
  validMs: number,
): ChannelLink {
  if (channel.kind !== 'cloud_api') throw Refusal.of('invalid_channel_type', { channel: channel.id })
  if (channel.state === 'connected') {
    throw Refusal.of('channel_already_connected', { phoneNumber: channel.phoneNumber })
  }
  const expiresAt = clock.now() + Math.min(validMs, channelLinkMsMax)
  const key = vault.seal(`${expiresAt} ${channel.connectedAt ?? 0}`, purposeOf(channel))
  return { channel, key, expiresAt }
}

/**
 * The channel a link leads to. Without a key only where `open` says that the id alone suffices.
 * Refusal `session_not_found`: no such channel, not one to be signed up, or not the key to it.
 */
export async function readChannelLink(
  { storage, vault, clock }: Tools,
  link: { channel: string; key?: string | undefined },
  { open }: { open: boolean },
): Promise<{ channel: Channel; state: ChannelLinkState }> {
  const ref = parseChannelRef(link.channel)
  const channel = ref?.by === 'id' ? await storage.read.channels.byId(ref.id) : undefined
  const facts = channel && (link.key === undefined ? open && unlimited(channel) : factsIn(vault, channel, link.key))
  if (!channel || !facts || channel.kind !== 'cloud_api') {
    throw Refusal.of('session_not_found', { session: link.channel })
  }
  if (channel.state === 'connected') return { channel, state: 'completed' }
  const spent = facts.expiresAt <= clock.now() || facts.connectedAt !== (channel.connectedAt ?? 0)
  return { channel, state: spent ? 'expired' : 'pending' }
}

/** Finishes the signup a person made through a link. Refusals: `session_not_found`, `session_ended`, those of `connectChannel`. */
export async function connectByLink(
  context: Parameters<typeof connectChannel>[0],
  link: { channel: string; key?: string | undefined },
  rule: { open: boolean },
  result: SignupResult,
): Promise<Channel> {
  const { channel, state } = await readChannelLink(context, link, rule)
  if (state !== 'pending') throw Refusal.of('session_ended', { session: link.channel, state })
  return connectChannel(context, channel.company, channel.id, { ...result, coexistence: result.coexistence ?? false })
}

interface LinkFacts {
  expiresAt: number
  connectedAt: number
}

function unlimited({ connectedAt }: Channel): LinkFacts {
  return { expiresAt: Number.POSITIVE_INFINITY, connectedAt: connectedAt ?? 0 }
}

function factsIn(vault: Tools['vault'], channel: Channel, key: string): LinkFacts | undefined {
  try {
    const [expiresAt, connectedAt] = vault.open(key, purposeOf(channel)).split(' ').map(Number)
    return expiresAt === undefined || connectedAt === undefined ? undefined : { expiresAt, connectedAt }
  } catch {
    return undefined
  }
}

function purposeOf({ id }: Channel): string {
  return `portal/channel/${id}`
}
