import type { Context } from '../context.ts'
import type { ChannelId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import type { Channel } from './channel.ts'

type Tools = Pick<Context, 'storage'>

/** Refusals: `channel_not_found`, `invalid_request` for a name that is none. */
export async function renameChannel({ storage }: Tools, id: ChannelId, name: string): Promise<Channel> {
  const wanted = name.trim()
  if (wanted === '') {
    throw Refusal.of('invalid_request', { problems: [{ path: '/name', message: 'the channel needs a name' }] })
  }
  return storage.transaction(async ({ channels }) => {
    const channel = await channels.byId(id)
    if (!channel) throw Refusal.of('channel_not_found', { channel: id })
    const renamed = { ...channel, name: wanted }
    await channels.update(renamed)
    return renamed
  })
}

/**
 * Deletes a channel for good, with its messages and broadcasts; events stay for those who subscribed.
 * Refusals: `channel_not_found`, `channel_already_connected`: disconnect it first.
 */
export async function deleteChannel({ storage }: Tools, id: ChannelId): Promise<void> {
  await storage.transaction(async ({ channels }) => {
    const channel = await channels.byId(id)
    if (!channel) throw Refusal.of('channel_not_found', { channel: id })
    if (channel.state === 'connected') {
      throw Refusal.of('channel_already_connected', { phoneNumber: channel.phoneNumber })
    }
    await channels.remove(id)
  })
}
