import type { Channel } from '../channels/channel.ts'
import { carries, supports } from '../channels/channel.ts'
import { parseChannelRef } from '../channels/channel-id.ts'
import type { Context } from '../context.ts'
import type { CompanyId, PhoneNumber } from '../ids.ts'
import { digitsOf } from '../ids.ts'
import { missingMedium } from '../media/missing.ts'
import type { IdempotencyRecord, Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import type { Caller } from '../tokens/token.ts'
import { opensConversation } from './content.ts'
import type { Broadcast, Content, Dialect, Message } from './message.ts'
import { conversationWindowMs } from './window.ts'

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
  const accepted = await accept(context, caller, send, sendBy, idempotency)
  refuseTwin(context, accepted, idempotency)
  const { broadcast, message, replayed } = accepted
  context.waiting.add(message.id)
  try {
    return { broadcast, message: await acceptance(context, message), replayed }
  } finally {
    context.waiting.delete(message.id)
  }
}

async function accept(
  { storage, clock, ids, signals, mediaOf }: Tools,
  caller: Caller,
  send: Send,
  sendBy: number | null,
  idempotency: IdempotencyClaim | undefined,
): Promise<Accepted> {
  const now = clock.now()
  const { channel } = send
  const missing = await missingMedium({ storage, clock, mediaOf }, channel, send.content)
  const accepted = await storage.transaction(async (tables) => {
    const earlier = idempotency && (await findEarlier(tables, caller, idempotency))
    if (earlier) return { ...earlier, replayed: true }
    await refuseImpossible(tables, send, now)
    if (missing !== undefined) throw Refusal.of('media_not_found', { media: missing })

    const broadcast: Broadcast = {
      id: ids.broadcast(),
      company: caller.company,
      channel: channel.id,
      token: caller.token.id,
      dialect: send.dialect,
      campaign: null,
      total: 1,
      createdAt: now,
    }
    const message: Message = {
      id: ids.message(),
      company: caller.company,
      channel: channel.id,
      broadcast: broadcast.id,
      recipient: send.to,
      priority: 'interactive',
      content: send.content,
      metaData: send.metaData,
      state: 'queued',
      wamid: null,
      error: null,
      epoch: 0,
      attempt: 0,
      notBefore: now,
      sendBy,
      acceptedAt: now,
      claimedAt: null,
      settledAt: null,
    }
    await tables.broadcasts.insert(broadcast)
    await tables.messages.hasten(channel.id, send.to)
    await tables.messages.insert([message])
    if (idempotency) {
      const { company } = caller
      await tables.idempotency.insert({ company, ...idempotency, broadcast: broadcast.id, createdAt: now })
    }
    return { broadcast, message, same: true, replayed: false }
  })
  if (!accepted.replayed) signals.raise(topics.messagesQueued)
  return accepted
}

/** Asked once it was accepted: a twin accepted in the same commit is waited for by then. */
function refuseTwin({ waiting }: Tools, { message, same, replayed }: Accepted, claim: IdempotencyClaim | undefined) {
  const key = claim?.key ?? ''
  if (replayed && waiting.has(message.id)) throw Refusal.of('idempotency_key_in_flight', { key })
  if (!same) throw Refusal.of('idempotency_key_reused', { key })
}

/** `same`: an earlier request under the key was this very one. */
interface Accepted {
  broadcast: Broadcast
  message: Message
  same: boolean
  replayed: boolean
}

/** What an earlier request under the same key made, and whether it was the same request. */
async function findEarlier(
  { idempotency, broadcasts, messages }: Tables,
  { company }: Caller,
  claim: IdempotencyClaim,
): Promise<{ broadcast: Broadcast; message: Message; same: boolean } | undefined> {
  const earlier = await idempotency.find(company, claim.route, claim.key)
  if (!earlier) return undefined
  const broadcast = await broadcasts.find(company, earlier.broadcast)
  const [message] = await messages.ofBroadcast(earlier.broadcast)
  return broadcast && message && { broadcast, message, same: earlier.requestHash === claim.requestHash }
}

async function refuseImpossible({ windows }: Tables, send: Send, now: number): Promise<void> {
  const { channel, content } = send
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  if (!carries(channel, content.type)) {
    if (content.type === 'template') throw Refusal.of('templates_unsupported', { channel: channel.id })
    throw Refusal.of('content_unsupported', { channel: channel.id, content: content.type })
  }
  if (send.checkWindow && !opensConversation(content) && supports(channel).conversationWindow) {
    const opened = await windows.lastOpened(channel.id, digitsOf(send.to))
    if (opened === undefined || opened + conversationWindowMs <= now) {
      throw Refusal.of('window_closed', { recipient: send.to })
    }
  }
}

/** Waits for the outcome of a message; when the time is up, withdraws it in one step if nobody has claimed it. */
async function acceptance({ storage, clock, signals, settings }: WaitTools, { id }: Message): Promise<Message> {
  const deadline = performance.now() + settings.acceptanceWaitMs
  for (;;) {
    const timeLeft = deadline - performance.now()
    const changed = signals.next(topics.message(id), Math.max(timeLeft, 0))
    const message = await storage.read.messages.find(id)
    // Its company was removed meanwhile.
    if (!message) throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'the message was withdrawn' })
    const decided = outcome(message)
    if (decided) return decided
    if (timeLeft <= 0) {
      const withdrawn = await storage.transaction(({ messages }) => messages.cancelQueued(id, clock.now()))
      if (withdrawn) throw unavailable(message)
      const last = (await storage.read.messages.find(id)) ?? message
      const late = outcome(last)
      if (late) return late
      throw Refusal.of('outcome_unknown', { broadcast: message.broadcast })
    }
    await changed
  }
}

/** The message when WhatsApp has it, undefined while that is open; a refusal otherwise. */
function outcome(message: Message): Message | undefined {
  switch (message.state) {
    case 'queued':
    case 'sending':
    case 'in_doubt':
      return undefined
    case 'cancelled':
      throw unavailable(message)
    case 'failed': {
      // Accepted first and failed later: the acceptance is what was waited for.
      if (message.wamid !== null && message.error?.code !== 'OUTCOME_UNKNOWN') return message
      if (message.error?.code === 'OUTCOME_UNKNOWN') {
        throw Refusal.of('outcome_unknown', { broadcast: message.broadcast })
      }
      const { code = '', title = '', details = null } = message.error ?? {}
      throw Refusal.of('upstream_refused', { code, title, details, broadcast: message.broadcast })
    }
    default:
      return message
  }
}

function unavailable(message: Message): Refusal {
  const why =
    message.error?.details ?? 'WhatsApp could not be reached in time; the message was withdrawn and is not sent'
  return Refusal.of('upstream_unavailable', { upstream: 'meta', why, broadcast: message.broadcast })
}

function invalid(path: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path, message }] })
}
