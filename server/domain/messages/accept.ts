import type { Channel } from '../channels/channel.ts'
import { carries, supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { digitsOf, type PhoneNumber } from '../ids.ts'
import { missingMedium } from '../media/missing.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import type { Caller } from '../tokens/token.ts'
import { opensConversation } from './content.ts'
import type { Broadcast, Content, Message } from './message.ts'
import type { IdempotencyClaim, Send } from './send.ts'
import { conversationWindowMs } from './window.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'waiting' | 'mediaOf'>

/** Stores a message that is to be sent, or finds what an earlier request under the same key stored. */
export async function accept(
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
    const { content, checkWindow } = send
    const needsWindow = checkWindow && !opensConversation(content)
    await refuseImpossible(tables, { channel, to: send.to, type: content.type, checkWindow: needsWindow }, now)
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
export function refuseTwin(
  { waiting }: Tools,
  { message, same, replayed }: Accepted,
  claim: IdempotencyClaim | undefined,
) {
  const key = claim?.key ?? ''
  if (replayed && waiting.has(message.id)) throw Refusal.of('idempotency_key_in_flight', { key })
  if (!same) throw Refusal.of('idempotency_key_reused', { key })
}

/** `same`: an earlier request under the key was this very one. */
export interface Accepted {
  broadcast: Broadcast
  message: Message
  same: boolean
  replayed: boolean
}

/** What an earlier request under the same key made, and whether it was the same request. */
export async function findEarlier(
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

interface Attempt {
  channel: Channel
  to: PhoneNumber
  type: Content['type']
  checkWindow: boolean | undefined
}

/** Refuses what cannot be sent now, whatever it says. */
export async function refuseImpossible(
  { windows }: Pick<Tables, 'windows'>,
  attempt: Attempt,
  now: number,
): Promise<void> {
  const { channel, type, to, checkWindow } = attempt
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  if (!carries(channel, type)) {
    if (type === 'template') throw Refusal.of('templates_unsupported', { channel: channel.id })
    throw Refusal.of('content_unsupported', { channel: channel.id, content: type })
  }
  if (checkWindow && supports(channel).conversationWindow) {
    const opened = await windows.lastOpened(channel.id, digitsOf(to))
    if (opened === undefined || opened + conversationWindowMs <= now) {
      throw Refusal.of('window_closed', { recipient: to })
    }
  }
}
