import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import type { Channel } from './channel.ts'
import { parseChannelRef } from './channel-id.ts'

/** A channel of the company by any spelling of its id. Refusal `channel_not_found`. */
export async function getChannel(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  text: string,
): Promise<Channel> {
  const ref = parseChannelRef(text)
  const channel = ref && (await storage.read.channels.find(company, ref))
  if (!channel) throw Refusal.of('channel_not_found', { channel: text })
  return channel
}

/** Every channel that was connected at least once, oldest first. */
export async function listChannels({ storage }: Pick<Context, 'storage'>, company: CompanyId): Promise<Channel[]> {
  const channels = await storage.read.channels.list(company)
  return channels.filter((channel) => channel.state !== 'created')
}
