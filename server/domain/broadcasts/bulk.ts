import { type Channel, supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { PhoneNumber } from '../ids.ts'
import type { Broadcast, Dialect, Message } from '../messages/message.ts'
import type { IdempotencyClaim } from '../messages/send.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import { topics } from '../signals.ts'
import type { Caller } from '../tokens/token.ts'

/** One template to many people, each with values of their own. */
export interface Bulk {
  channel: Channel
  template: { name: string; language: string }
  /** Somebody who is named twice gets it twice. */
  recipients: readonly BulkRecipient[]
  /** Null: it gets a name of its own. */
  campaign: string | null
  dialect: Dialect
}

export interface BulkRecipient {
  to: PhoneNumber
  values: Record<string, string>
  metaData: Record<string, unknown> | null
}

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals'>

/**
 * Accepts a bulk send in one commit: all of it is stored when this resolves, or nothing.
 * Refusals: `channel_disconnected`, `templates_unsupported`, `idempotency_key_reused`.
 */
export async function sendBulk(
  { storage, clock, ids, signals }: Tools,
  caller: Caller,
  bulk: Bulk,
  idempotency?: IdempotencyClaim,
): Promise<Broadcast> {
  const now = clock.now()
  const { company, token } = caller
  const accepted = await storage.transaction(async (tables) => {
    const earlier = idempotency && (await findEarlier(tables, caller, idempotency))
    if (earlier) return { ...earlier, isNew: false }
    refuseImpossible(bulk.channel)
    const broadcast: Broadcast = {
      id: ids.broadcast(),
      company,
      channel: bulk.channel.id,
      token: token.id,
      dialect: bulk.dialect,
      campaign: bulk.campaign ?? campaignOf(bulk, now),
      total: bulk.recipients.length,
      createdAt: now,
    }
    await tables.broadcasts.insert(broadcast)
    await tables.messages.insert(messagesOf(bulk, broadcast, ids))
    if (idempotency) {
      await tables.idempotency.insert({ company, ...idempotency, broadcast: broadcast.id, createdAt: now })
    }
    return { broadcast, same: true, isNew: true }
  })
  if (!accepted.same) throw Refusal.of('idempotency_key_reused', { key: idempotency?.key ?? '' })
  if (accepted.isNew) signals.raise(topics.messagesQueued)
  return accepted.broadcast
}

/** One after the other, as they are written: nothing holds all of them at once. */
function* messagesOf(
  { template, recipients }: Bulk,
  { id: broadcast, company, channel, createdAt }: Broadcast,
  ids: Context['ids'],
): Iterable<Message> {
  for (const { to, values, metaData } of recipients) {
    yield {
      id: ids.message(),
      company,
      channel,
      broadcast,
      recipient: to,
      priority: 'bulk',
      content: { type: 'template', ...template, parameters: { form: 'named', values } },
      metaData,
      state: 'queued',
      wamid: null,
      error: null,
      epoch: 0,
      attempt: 0,
      notBefore: createdAt,
      sendBy: null,
      acceptedAt: createdAt,
      claimedAt: null,
      settledAt: null,
    }
  }
}

async function findEarlier(
  { idempotency, broadcasts }: Tables,
  { company }: Caller,
  claim: IdempotencyClaim,
): Promise<{ broadcast: Broadcast; same: boolean } | undefined> {
  const earlier = await idempotency.find(company, claim.route, claim.key)
  const broadcast = earlier && (await broadcasts.find(company, earlier.broadcast))
  return broadcast && { broadcast, same: earlier.requestHash === claim.requestHash }
}

function refuseImpossible(channel: Channel): void {
  if (channel.state !== 'connected') throw Refusal.of('channel_disconnected', { channel: channel.id })
  if (!supports(channel).templates) throw Refusal.of('templates_unsupported', { channel: channel.id })
}

function campaignOf({ template }: Bulk, now: number): string {
  return `${template.name} ${new Date(now).toISOString().slice(0, 16)}Z`
}
