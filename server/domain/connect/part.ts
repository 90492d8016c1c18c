import type { Channel } from '../channels/channel.ts'
import { disconnectChannel } from '../channels/disconnect.ts'
import { isHeld, planOf } from '../channels/plan.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusals.ts'
import { channelSecret } from './take-number.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'vault' | 'signup' | 'signals' | 'log'>

/**
 * Ends the connection of a signed-up number, at Meta first: where Meta does not do its part the channel stays as it was. Nothing happens to a channel that is not connected.
 * Refusals: `invalid_channel_type`, `upstream_unavailable`, `upstream_refused`.
 */
export async function partWithNumber(context: Tools, channel: Channel): Promise<void> {
  if (channel.kind !== 'cloud_api') throw Refusal.of('invalid_channel_type', { channel: channel.id })
  if (channel.state !== 'connected') return
  await leaveAccount(context, channel)
  const { storage, clock, ids, signals, log } = context
  await disconnectChannel({ storage, clock, ids, signals, log }, channel, 'Disconnected through the API')
}

/** The app leaves an account that no other channel uses. */
async function leaveAccount({ storage, vault, signup, log }: Tools, { id, wabaId }: Channel): Promise<void> {
  const sealed = await storage.read.secrets.get(id, 'business_token')
  if (sealed === undefined || wabaId === null) return
  const others = (await storage.read.channels.connected()).filter((one) => one.id !== id)
  if (others.some((one) => one.wabaId === wabaId)) return
  try {
    await signup.unsubscribeApp(vault.open(sealed, channelSecret(id, 'business_token')), wabaId)
  } catch (error) {
    if (!(error instanceof Refusal) || !error.is('upstream_refused') || !isLost(error.facts.code)) throw error
    log.warn('channel.app_not_unsubscribed', { channel: id, code: error.facts.code })
  }
}

/** The account or the token is not ours any more (Graph: 10, 100, 190, 200 to 299), so there is nothing to leave. */
function isLost(code: string): boolean {
  const number = Number(code)
  return [10, 100, 190].includes(number) || (number >= 200 && number <= 299)
}

/**
 * Deletes a channel for good, with everything that is its own.
 * Refusals: `channel_still_connected`, `channel_subscribed`.
 */
export async function deleteFreeChannel(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { id }: Channel,
): Promise<void> {
  await storage.transaction(async (tables) => {
    const channel = await tables.channels.byId(id)
    if (!channel) throw Refusal.of('channel_not_found', { channel: id })
    if (channel.state === 'connected') throw Refusal.of('channel_still_connected', { channel: id })
    if (isHeld(await planOf(tables, channel, clock.now()))) throw Refusal.of('channel_subscribed', { channel: id })
    await tables.channels.remove(id)
  })
}
