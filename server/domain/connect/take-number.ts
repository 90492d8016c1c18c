import type { Channel } from '../channels/channel.ts'
import { type Connection, channelFor, markConnected } from '../channels/connect.ts'
import type { Context } from '../context.ts'
import type { ChannelId, CompanyId } from '../ids.ts'
import { phoneNumberFromDigits } from '../ids.ts'
import type { MetaNumber } from '../ports/signup.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'vault' | 'signup' | 'signals' | 'log'>

/** A Cloud API number that is about to become a channel, and the token that speaks for it. */
export interface TakenNumber {
  number: MetaNumber
  wabaId: string
  token: string
  coexistence: boolean
  /** What the channel is called unless it has a name; the number's own when absent. */
  name?: string | undefined
  pipelineId: string | null
  /** The channel it is to be; otherwise the one that had the number, or a new one. */
  named?: Channel | undefined
}

/** What is said of a number to the channels. */
export function connectionOfNumber({ number, wabaId, coexistence, name, pipelineId }: TakenNumber): Connection {
  return {
    kind: 'cloud_api',
    phoneNumber: phoneNumberFromDigits(number.digits),
    phoneNumberId: number.id,
    wabaId,
    coexistence,
    name: name ?? number.verifiedName,
    pushName: null,
    pipelineId,
  }
}

/**
 * The channel that will take the number as far as it is known by now. Asked before Meta is changed, and again in the
 * transaction that decides. Refusal `channel_already_connected`.
 */
export async function refuseTaken(
  { storage }: Pick<Tools, 'storage'>,
  company: CompanyId,
  taken: TakenNumber,
): Promise<Channel | undefined> {
  const { phoneNumber, phoneNumberId } = connectionOfNumber(taken)
  const holders = await storage.read.channels.byMetaNumber(phoneNumberId ?? '')
  const isTaken = holders.some((holder) => holder.state === 'connected' && (holder.company !== company || taken.named))
  if (isTaken) throw Refusal.of('channel_already_connected', { phoneNumber })
  return taken.named ?? (await storage.read.channels.findByNumber(company, 'cloud_api', phoneNumber))
}

/** The two-step code a channel's number was registered with; it stays the same, as Meta asks for it again. */
export async function storedPin(
  { storage, vault }: Pick<Tools, 'storage' | 'vault'>,
  known: Channel | undefined,
): Promise<string | undefined> {
  const sealed = known && (await storage.read.secrets.get(known.id, 'pin'))
  return known && sealed ? vault.open(sealed, channelSecret(known.id, 'pin')) : undefined
}

/** Each sync can be started once in 24 hours; one that was started before is no reason to lose the connection. */
export async function startSyncs({ signup, log }: Tools, token: string, phoneNumberId: string): Promise<void> {
  for (const kind of ['contacts', 'history'] as const) {
    try {
      await signup.startSync(token, phoneNumberId, kind)
    } catch (error) {
      if (!(error instanceof Refusal) || !error.is('upstream_refused')) throw error
      log.warn('signup.sync_refused', { kind, code: error.facts.code })
    }
  }
}

/** Makes the number a connected channel, with its secrets, in one transaction. Refusal `channel_already_connected`. */
export async function takeNumber(
  { storage, vault, ids, clock, signals }: Tools,
  company: CompanyId,
  taken: TakenNumber,
  rest: { pin: string | undefined; commit?: ((tables: Tables, channel: ChannelId) => Promise<void>) | undefined },
): Promise<Channel> {
  const connection = connectionOfNumber(taken)
  return storage.transaction(async (tables) => {
    if (taken.named) await refuseConnectedSince(tables, taken.named)
    const target = await channelFor({ ids, clock }, tables, company, connection, taken.named)
    const connected = await markConnected({ ids, clock, signals }, tables, target, connection)
    const keep = (name: 'business_token' | 'pin', value: string) =>
      tables.secrets.put(target.id, name, vault.seal(value, channelSecret(target.id, name)))
    await keep('business_token', taken.token)
    if (rest.pin !== undefined) await keep('pin', rest.pin)
    await rest.commit?.(tables, target.id)
    return connected
  })
}

/** Of two signups for one channel at once, the second to finish must not take its place. */
async function refuseConnectedSince(tables: Tables, named: Channel): Promise<void> {
  const now = await tables.channels.byId(named.id)
  if (!now) throw Refusal.of('channel_not_found', { channel: named.id })
  if (now.state === 'connected') throw Refusal.of('channel_already_connected', { phoneNumber: now.phoneNumber })
}

/** Where a secret of a channel belongs, for the vault. */
export function channelSecret(channel: ChannelId, name: 'business_token' | 'pin'): string {
  return `channel/${channel}/${name}`
}
