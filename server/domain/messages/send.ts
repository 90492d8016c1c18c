import type { Channel } from '../channels/channel.ts'
import { parseChannelRef } from '../channels/channel-id.ts'
import type { Context } from '../context.ts'
import type { CompanyId, PhoneNumber } from '../ids.ts'
import type { IdempotencyRecord } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import type { Caller } from '../tokens/token.ts'
import { type Accepted, accept, findEarlier, refuseImpossible, refuseTwin } from './accept.ts'
import { acceptance } from './acceptance.ts'
import type { Broadcast, Content, Dialect, Message } from './message.ts'

/** One message to one recipient through a channel of the caller's company. */
export interface Send {
  channel: Channel
  to: PhoneNumber
  content: Content
  metaData: Record<string, unknown> | null
  dialect: Dialect
  /** Refuse text outside the customer's 24 hours here and now; otherwise WhatsApp says so later. */
  checkWindow?: boolean
}

/** The caller's own name for this request. The same name with the same request makes nothing new. */
export type IdempotencyClaim = Pick<IdempotencyRecord, 'route' | 'key' | 'requestHash'>

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'waiting' | 'mediaOf'>
type WaitTools = Tools & Pick<Context, 'settings'>

/**
 * The channel a send names by its id, its Meta number id, or both.
 * Refusals: `invalid_request` (a form no channel id has, two different channels), `channel_not_found`.
 */
export async function findSender(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  { channelId, phoneNumberId }: { channelId?: string | undefined; phoneNumberId?: string | undefined },
): Promise<Channel> {
  const { channels } = storage.read
  const ref = channelId === undefined ? undefined : parseChannelRef(channelId)
  if (channelId !== undefined && !ref) throw invalid('/body/channel_id', 'is not a channel id')
  const byId = ref && (await channels.find(company, ref))
  if (ref && !byId) throw Refusal.of('channel_not_found', { channel: channelId ?? '' })
  if (phoneNumberId === undefined) {
    if (!byId) throw invalid('/body', 'needs channel_id or phone_number_id')
    return byId
  }
  const byNumber = await channels.findByPhoneNumberId(company, phoneNumberId)
  if (!byNumber) throw Refusal.of('channel_not_found', { channel: phoneNumberId })
  if (byId && byId.id !== byNumber.id)
    throw invalid('/body/phone_number_id', 'belongs to another channel than channel_id')
  return byNumber
}

/**
 * Accepts a message and answers at once; it is stored when this resolves and will be sent.
 * Refusals: `channel_disconnected`, `templates_unsupported`, `content_unsupported`, `window_closed`,
 * `idempotency_key_in_flight` (an earlier send under the key is still waited for, whatever it says), `idempotency_key_reused`.
 */
export async function sendQueued(
  context: Tools,
  caller: Caller,
  send: Send,
  idempotency?: IdempotencyClaim,
): Promise<{ broadcast: Broadcast; replayed: boolean }> {
  const accepted = await accept(context, caller, send, null, idempotency)
  refuseTwin(context, accepted, idempotency)
  const { broadcast, replayed } = accepted
  return { broadcast, replayed }
}

/**
 * Accepts a message and waits until WhatsApp took it in, at most `settings.acceptanceWaitMs`.
 * What is refused here is never sent later. Refusals, beside those of `sendQueued`:
 * `upstream_refused`, `upstream_unavailable` (withdrawn unsent), `outcome_unknown`.
 */
export async function sendAndWait(
  context: WaitTools,
  caller: Caller,
  send: Send,
  idempotency?: IdempotencyClaim,
): Promise<{ broadcast: Broadcast; message: Message; replayed: boolean }> {
  const sendBy = context.clock.now() + context.settings.acceptanceWaitMs
  return await waited(context, await accept(context, caller, send, sendBy, idempotency), idempotency)
}

/**
 * As `sendAndWait`, of what takes time to make (files are fetched, uploaded): it is made when nothing speaks against sending it, and not
 * again for a request that was made before. Until it is made nothing is stored, and whoever asks again begins anew.
 */
export async function makeAndSend(
  context: WaitTools,
  caller: Caller,
  { type, make, ...send }: Omit<Send, 'content'> & { type: Content['type']; make(): Promise<Content> },
  idempotency?: IdempotencyClaim,
): Promise<{ broadcast: Broadcast; message: Message; replayed: boolean }> {
  const { read } = context.storage
  const earlier = idempotency && (await findEarlier(read, caller, idempotency))
  if (earlier) return await waited(context, { ...earlier, replayed: true }, idempotency)
  const { channel, to, checkWindow } = send
  await refuseImpossible(read, { channel, to, type, checkWindow }, context.clock.now())
  return await sendAndWait(context, caller, { ...send, content: await make() }, idempotency)
}

async function waited(context: WaitTools, accepted: Accepted, idempotency: IdempotencyClaim | undefined) {
  refuseTwin(context, accepted, idempotency)
  const { broadcast, message, replayed } = accepted
  context.waiting.add(message.id)
  try {
    return { broadcast, message: await acceptance(context, message), replayed }
  } finally {
    context.waiting.delete(message.id)
  }
}

function invalid(path: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path, message }] })
}
