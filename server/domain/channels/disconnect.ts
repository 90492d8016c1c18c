import { channelSecret } from '../connect/take-number.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusals.ts'
import type { Channel } from './channel.ts'
import { markDisconnected } from './connect.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'log'> & {
  /** What reaches Meta and the phones. A far end that cannot be reached is not told. */
  outside?: (Pick<Context, 'vault' | 'signup'> & Partial<Pick<Context, 'pairing'>>) | undefined
}

/**
 * Ends a connection from this side: the token is forgotten, the app leaves an account that no other channel uses, a
 * linked device is taken off its phone. What is queued fails. The channel stays; connecting its number again revives it.
 * Refusal `channel_disconnected`: it is not connected.
 */
export async function disconnectChannel(tools: Tools, channel: Channel, reason: string): Promise<Channel> {
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  const { storage, outside } = tools
  const sealed = await storage.read.secrets.get(channel.id, 'business_token')
  await markDisconnected(tools, channel.id, reason)
  await storage.transaction(async ({ secrets, links }) => {
    await secrets.remove(channel.id, 'business_token')
    if (!outside?.pairing) await links.clear(`channel:${channel.id}`)
  })
  if (channel.kind === 'qr') await outside?.pairing?.unlink(channel.id)
  if (outside && sealed !== undefined) {
    await leaveAccount(
      { ...tools, ...outside },
      channel,
      outside.vault.open(sealed, channelSecret(channel.id, 'business_token')),
    )
  }
  return (await storage.read.channels.byId(channel.id)) ?? channel
}

/** A refusal of Meta's does not undo the disconnection: what comes for the number is taken and ignored. */
async function leaveAccount(
  { storage, signup, log }: Pick<Context, 'storage' | 'signup' | 'log'>,
  { id, wabaId }: Channel,
  token: string,
): Promise<void> {
  if (wabaId === null) return
  const others = await storage.read.channels.connected()
  if (others.some((one) => one.wabaId === wabaId)) return
  try {
    await signup.unsubscribeApp(token, wabaId)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    log.warn('channel.app_not_unsubscribed', { channel: id, refusal: error.code })
  }
}
