import type { Context } from '../context.ts'
import type { ChannelId, CompanyId, PhoneNumber } from '../ids.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import { recordEvent } from '../webhooks/record.ts'
import type { Channel, ChannelKind } from './channel.ts'

/** What is known of a number once it is connected. */
export interface Connection {
  kind: ChannelKind
  phoneNumber: PhoneNumber
  phoneNumberId: string | null
  wabaId: string | null
  coexistence: boolean
  name: string
  pushName: string | null
  pipelineId: string | null
}

type Tools = Pick<Context, 'ids' | 'clock' | 'signals'>

/** A channel without a connection, as HubMessage creates them. */
export async function createChannel(
  { storage, ids, clock }: Pick<Context, 'storage' | 'ids' | 'clock'>,
  company: CompanyId,
  wish: { name: string; id?: ChannelId | undefined; alias?: string | undefined },
): Promise<Channel> {
  const channel: Channel = {
    ...emptyChannel(ids, company, clock.now()),
    ...(wish.id && { id: wish.id }),
    ...(wish.alias && { alias: wish.alias }),
    name: wish.name,
  }
  await storage.transaction(({ channels }) => channels.insert(channel))
  return channel
}

/**
 * The channel a connection becomes: the one named, the one that had this number in the
 * company before, or a new one. It is stored, not yet connected.
 * Refusal `channel_already_connected`: the Cloud API number is active in another company,
 * or the named channel is another one than the number's own.
 */
export async function channelFor(
  { ids, clock }: Pick<Tools, 'ids' | 'clock'>,
  tables: Tables,
  company: CompanyId,
  connection: Connection,
  named?: Channel,
): Promise<Channel> {
  if (connection.kind === 'cloud_api' && connection.phoneNumberId) {
    const holders = await tables.channels.byMetaNumber(connection.phoneNumberId)
    const taken = holders.some((holder) => holder.state === 'connected' && holder.company !== company)
    if (taken) throw Refusal.of('channel_already_connected', { phoneNumber: connection.phoneNumber })
  }
  const known = await tables.channels.findByNumber(company, connection.kind, connection.phoneNumber)
  if (named && known && known.id !== named.id && known.state === 'connected') {
    throw Refusal.of('channel_already_connected', { phoneNumber: connection.phoneNumber })
  }
  const found = named ?? known
  if (found) return found
  const channel = { ...emptyChannel(ids, company, clock.now()), kind: connection.kind, name: connection.name }
  await tables.channels.insert(channel)
  return channel
}

/** Marks a channel connected and tells subscribers, in the caller's transaction. */
export async function markConnected(
  { ids, clock, signals }: Tools,
  tables: Tables,
  channel: Channel,
  connection: Connection,
): Promise<Channel> {
  const connected: Channel = {
    ...channel,
    kind: connection.kind,
    name: channel.state === 'created' && channel.name !== '' ? channel.name : connection.name,
    state: 'connected',
    stateReason: null,
    phoneNumber: connection.phoneNumber,
    phoneNumberId: connection.phoneNumberId ?? channel.phoneNumberId ?? ids.phoneNumberId(),
    wabaId: connection.wabaId,
    coexistence: connection.coexistence,
    pushName: connection.pushName ?? channel.pushName,
    pipelineId: connection.pipelineId ?? channel.pipelineId,
    connectedAt: clock.now(),
  }
  await tables.channels.update(connected)
  await recordEvent({ ids, clock, signals }, tables, {
    type: 'whatsapp.channel.connected',
    company: channel.company,
    channel: channel.id,
    data: { kind: 'channel', channel: connected, reason: null },
  })
  return connected
}

/** Marks a channel disconnected and tells subscribers; nothing when it is so already. */
export async function markDisconnected(
  { storage, ids, clock, signals }: Tools & Pick<Context, 'storage'>,
  id: ChannelId,
  reason: string,
): Promise<void> {
  await storage.transaction(async (tables) => {
    const channel = await tables.channels.byId(id)
    if (channel?.state !== 'connected') return
    const disconnected: Channel = { ...channel, state: 'disconnected', stateReason: reason }
    await tables.channels.update(disconnected)
    await recordEvent({ ids, clock, signals }, tables, {
      type: 'whatsapp.channel.disconnected',
      company: channel.company,
      channel: id,
      data: { kind: 'channel', channel: disconnected, reason },
    })
  })
}

function emptyChannel(ids: Context['ids'], company: CompanyId, now: number): Channel {
  return {
    id: ids.channel(),
    alias: ids.channelAlias(),
    company,
    kind: 'cloud_api',
    name: '',
    state: 'created',
    stateReason: null,
    phoneNumber: null,
    phoneNumberId: null,
    wabaId: null,
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: now,
    connectedAt: null,
  }
}
