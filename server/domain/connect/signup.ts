import type { Channel } from '../channels/channel.ts'
import { getChannel } from '../channels/read.ts'
import type { Context } from '../context.ts'
import type { ChannelId, CompanyId, SessionId } from '../ids.ts'
import type { MetaNumber } from '../ports/signup.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import { readPortalSession } from './read.ts'
import { refuseTaken, startSyncs, storedPin, type TakenNumber, takeNumber } from './take-number.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'vault' | 'signup' | 'signals' | 'log'>

/** What a person's browser brings back from Meta's dialog. */
export interface SignupResult {
  code: string
  wabaId?: string | undefined
  phoneNumberId?: string | undefined
  coexistence?: boolean | undefined
}

/**
 * Finishes an embedded signup of the portal: Meta's steps, then channel and session in one
 * transaction. A refusal leaves the session pending, so the person may try again.
 */
export async function completeSignup(context: Tools, id: string, result: SignupResult): Promise<Channel> {
  const { session } = await readPortalSession(context, id)
  if (session.state !== 'pending') throw Refusal.of('session_ended', { session: id, state: session.state })
  const wish = { ...result, coexistence: result.coexistence ?? session.coexistence }
  const channel = await signUp(context, session.company, wish, {
    pipelineId: session.pipelineId,
    commit: async (tables, connected) => {
      const end = { state: 'completed', channel: connected, at: context.clock.now() } as const
      if (!(await tables.sessions.end(session.id, end))) {
        throw Refusal.of('session_ended', { session: id, state: 'ended' })
      }
    },
  })
  context.signals.raise(topics.session(id))
  return channel
}

/** The person gave up. Ending an ended session changes nothing. Refusal `session_not_found`. */
export async function cancelSignup(context: Pick<Context, 'storage' | 'clock'>, id: string): Promise<void> {
  const { session } = await readPortalSession(context, id)
  const end = { state: 'cancelled', channel: null, at: context.clock.now() } as const
  await context.storage.transaction(({ sessions }) => sessions.end(session.id as SessionId, end))
}

/**
 * Finishes the connection of a channel created through HubMessage.
 * Refusals: `channel_not_found`, `invalid_channel_type`, `channel_already_connected`, those of Meta's steps.
 */
export async function connectChannel(
  context: Tools,
  company: CompanyId,
  channelText: string,
  result: SignupResult & { coexistence: boolean },
): Promise<Channel> {
  const channel = await getChannel(context, company, channelText)
  if (channel.kind !== 'cloud_api') throw Refusal.of('invalid_channel_type', { channel: channelText })
  if (channel.state === 'connected') {
    throw Refusal.of('channel_already_connected', { phoneNumber: channel.phoneNumber })
  }
  const wish = { ...result, phoneNumberId: result.phoneNumberId || undefined }
  return signUp(context, company, wish, { pipelineId: null, named: channel })
}

async function signUp(
  context: Tools,
  company: CompanyId,
  result: SignupResult & { coexistence: boolean },
  rest: {
    pipelineId: string | null
    named?: Channel
    commit?: (tables: Tables, channel: ChannelId) => Promise<void>
  },
): Promise<Channel> {
  const { ids, signup } = context
  const token = await signup.exchangeCode(result.code)
  const wabaId = chooseWaba(await signup.grantedWabas(token), result.wabaId)
  const number = chooseNumber(await signup.phoneNumbers(token, wabaId), result.phoneNumberId)
  const coexistence = number.coexistence || result.coexistence
  const { pipelineId, named, commit } = rest
  const taken: TakenNumber = { number, wabaId, token, coexistence, pipelineId, named }
  const known = await refuseTaken(context, company, taken)

  await signup.subscribeApp(token, wabaId)
  const pin = (await storedPin(context, known)) ?? ids.pin()
  if (coexistence) await startSyncs(context, token, number.id)
  else await signup.register(token, number.id, pin)
  return takeNumber(context, company, taken, { pin, commit })
}

function chooseWaba(granted: string[], wanted: string | undefined): string {
  const chosen = wanted ?? granted[0]
  if (chosen === undefined || !granted.includes(chosen)) {
    throw Refusal.of('signup_assets_mismatch', {
      why: 'the code does not grant this WhatsApp Business Account',
      several: false,
    })
  }
  return chosen
}

/** The number with this id, or without one the only one. Refusal `signup_assets_mismatch`. */
export function chooseNumber(numbers: MetaNumber[], wanted: string | undefined): MetaNumber {
  const chosen = wanted === undefined && numbers.length === 1 ? numbers[0] : numbers.find((one) => one.id === wanted)
  if (chosen) return chosen
  const why =
    wanted === undefined
      ? `the WhatsApp Business Account has ${numbers.length} numbers; say which one`
      : 'the number does not belong to this WhatsApp Business Account'
  throw Refusal.of('signup_assets_mismatch', { why, several: wanted === undefined && numbers.length > 1 })
}
