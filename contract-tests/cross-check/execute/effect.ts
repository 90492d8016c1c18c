import { parseChannelRef } from '../../../server/domain/channels/channel-id.ts'
import type { BroadcastId, ChannelId } from '../../../server/domain/ids.ts'
import type { Message } from '../../../server/domain/messages/message.ts'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Actor } from './actor.ts'
import type { Answer, Exchange } from './exchange.ts'
import { sendFacts } from './facts.ts'
import type { Trial } from './trial.ts'

/** What one send led to. */
export interface Effect {
  answer: Answer
  /** What arrived at the phone by it, without ids and times. */
  phone: Json[]
  /** The ids of what arrived. */
  ids: string[]
  /** What is stored of it; undefined when it stored nothing. */
  facts: JsonObject | undefined
  /** The events about it, by what they say and not when. */
  events: Exchange[]
}

/** Sends, waits until all of it has happened, and looks at the phone, the store and the events. */
export async function effectOf(
  trial: Trial,
  actor: Actor,
  number: string,
  send: () => Promise<Answer>,
): Promise<Effect> {
  const before = (await actor.inbox(number)).length
  const answer = await send()
  await trial.settle()
  const arrived = (await actor.inbox(number)).slice(before)
  const broadcast = await broadcastOf(trial, actor, answer)
  const { context } = trial.sandbox.gateway
  const facts = broadcast === undefined ? undefined : await sendFacts(context, actor.company, broadcast)
  return {
    answer,
    phone: arrived.map(({ id: _id, message_id: _messageId, at: _at, ...rest }) => rest),
    ids: arrived.map(({ id }) => String(id)),
    facts,
    events: broadcast === undefined ? [] : trial.events(actor, (data) => data.broadcast_id === broadcast),
  }
}

/** Two sends left the same. */
export function sameEffect(trial: Trial, left: Effect, right: Effect): void {
  trial.same('phone', left.phone, right.phone)
  trial.same('stored', left.facts ?? null, right.facts ?? null)
  trial.same('events', left.events.map(saidBy).sort(byType), right.events.map(saidBy).sort(byType))
}

/** The id of the domain behind a `ch_…`. */
export function storedId(id: string): ChannelId {
  const ref = parseChannelRef(id)
  if (ref?.by !== 'id') throw new Error(`${id} is no channel id`)
  return ref.id
}

/** The message WhatsApp knows by the id an answer names. */
export async function messageOf(trial: Trial, actor: Actor, { body }: Answer): Promise<Message | undefined> {
  const wamid = isObject(body) ? (body.messageId ?? body.message_id) : undefined
  if (typeof wamid !== 'string') return undefined
  const { messages } = trial.sandbox.gateway.context.storage.read
  return messages.findByWamid(storedId(actor.channel.id), wamid)
}

/** The broadcast behind an answer, whichever surface answered. */
export async function broadcastOf(trial: Trial, actor: Actor, answer: Answer): Promise<BroadcastId | undefined> {
  const named = isObject(answer.body) ? answer.body.broadcast_id : undefined
  if (typeof named === 'string') return named as BroadcastId
  return (await messageOf(trial, actor, answer))?.broadcast
}

const ownToEach = ['message_id', 'broadcast_id', 'timestamp', 'delivered_at', 'read_at', 'failed_at']

function saidBy({ root }: Exchange): JsonObject {
  const { type, data, company_id, channel_id } = isObject(root.body) ? root.body : {}
  const said = Object.entries(isObject(data) ? data : {}).filter(([name]) => !ownToEach.includes(name))
  return {
    type: type ?? null,
    company_id: company_id ?? null,
    channel_id: channel_id ?? null,
    data: Object.fromEntries(said),
  }
}

function byType(one: JsonObject, other: JsonObject): number {
  return String(one.type) < String(other.type) ? -1 : 1
}
