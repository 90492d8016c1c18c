import type { Channel } from '../channels/channel.ts'
import { getChannel } from '../channels/read.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { chooseNumber } from './signup.ts'
import { refuseTaken, startSyncs, storedPin, takeNumber } from './take-number.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'vault' | 'signup' | 'signals' | 'log'>

/** A number an operator brings along with a token of their own, without a signup. */
export interface BroughtNumber {
  token: string
  wabaId: string
  phoneNumberId: string
  name?: string | undefined
  /** Registers the number with the Cloud API; with this two-step code, the stored one or a new one. */
  register: boolean
  pin?: string | undefined
  /** The channel it is to be, created before; any spelling of its id. */
  channel?: string | undefined
}

export interface AddedNumber {
  channel: Channel
  /** Whether Meta takes sends for it now. */
  registered: boolean
  /** In milliseconds; null for never. */
  tokenExpiresAt: number | null
}

const neededScopes = ['whatsapp_business_management', 'whatsapp_business_messaging']

/**
 * Connects a number by a permanent token: the same channel as a signup makes. Again for a number of the company, it
 * takes the new token. Nothing is changed at Meta before token, account and number have been checked.
 * Refusals: `invalid_request` (company, token, pin), `signup_assets_mismatch`, `channel_not_found`,
 * `invalid_channel_type`, `channel_already_connected`, those of Meta's steps.
 */
export async function addNumber(context: Tools, company: CompanyId, wish: BroughtNumber): Promise<AddedNumber> {
  const { storage, signup, ids } = context
  if (!(await storage.read.companies.find(company))) throw objection('/company', 'no such company')
  const named = wish.channel === undefined ? undefined : await waitingChannel(context, company, wish.channel)
  const { token, wabaId } = wish
  const tokenExpiresAt = await checkToken(context, token, wabaId)
  const number = chooseNumber(await signup.phoneNumbers(token, wabaId), wish.phoneNumberId)
  const { coexistence } = number
  if (wish.register && coexistence) {
    throw objection('/register', 'a number that stays in the WhatsApp Business app cannot be registered')
  }
  const taken = { number, wabaId, token, coexistence, name: wish.name, pipelineId: null, named }
  const known = await refuseTaken(context, company, taken)

  await signup.subscribeApp(token, wabaId)
  const pin = wish.pin ?? (await storedPin(context, known)) ?? (wish.register ? ids.pin() : undefined)
  if (wish.register && pin !== undefined) await signup.register(token, number.id, pin)
  if (coexistence) await startSyncs(context, token, number.id)
  const channel = await takeNumber(context, company, taken, { pin })
  return { channel, registered: wish.register || number.registered, tokenExpiresAt }
}

async function waitingChannel(context: Tools, company: CompanyId, text: string): Promise<Channel> {
  const channel = await getChannel(context, company, text)
  if (channel.kind !== 'cloud_api') throw Refusal.of('invalid_channel_type', { channel: text })
  if (channel.state === 'connected') {
    throw Refusal.of('channel_already_connected', { phoneNumber: channel.phoneNumber })
  }
  return channel
}

/** When it expires. Refusal `invalid_request` for a token that cannot serve the channel. */
async function checkToken(
  { signup, clock }: Pick<Tools, 'signup' | 'clock'>,
  token: string,
  wabaId: string,
): Promise<number | null> {
  const { valid, ours, scopes, wabas, expiresAt } = await signup.inspectToken(token)
  if (!valid) throw objection('/token', 'Meta does not know the token, or it has expired')
  if (!ours) throw objection('/token', 'the token belongs to another app than META_APP_ID')
  const missing = neededScopes.filter((scope) => !scopes.includes(scope))
  if (missing.length > 0) throw objection('/token', `the token lacks ${missing.join(' and ')}`)
  if (expiresAt !== null && expiresAt <= clock.now()) throw objection('/token', 'the token has expired')
  if (wabas && !wabas.includes(wabaId)) {
    throw objection('/token', `the token does not reach the WhatsApp Business Account ${wabaId}`)
  }
  return expiresAt
}

function objection(path: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path, message }] })
}
