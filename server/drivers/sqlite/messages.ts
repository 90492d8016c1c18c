import { setImmediate as nextTurn } from 'node:timers/promises'
import { type SqlBool, sql } from 'kysely'
import type { BroadcastId, ChannelId, MessageId, PhoneNumber } from '../../domain/ids.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import { createClaim } from './messages-claim.ts'
import { fromMessage, toMessage } from './messages-rows.ts'
import type { MessageRow } from './schema.ts'

/** States are written as literals where a partial index holds only rows of that state. */
export function createMessages(connection: Connection): Messages {
  const { kysely, query, rowQuery } = connection
  const all = kysely.selectFrom('messages').selectAll()
  const cancel = (now: number) =>
    kysely
      .updateTable('messages')
      .set({ state: sql.lit('cancelled'), settled_at: now })
      .where('state', '=', sql.lit('queued'))

  const insert = rowQuery((row: MessageRow) => kysely.insertInto('messages').values(row))
  const find = query((id: MessageId) => all.where('id', '=', id))
  const findByWamid = query((channel: ChannelId, wamid: string) =>
    all.where('channel', '=', channel).where('wamid', '=', wamid).orderBy('seq').limit(sql.lit(1)),
  )
  const ofBroadcast = query((id: BroadcastId) => all.where('broadcast', '=', id).orderBy('seq'))
  const update = query(
    (
      id: MessageId,
      state: MessageRow['state'],
      wamid: string | null,
      error: string | null,
      not_before: number,
      claimed_at: number | null,
      settled_at: number | null,
    ) =>
      kysely
        .updateTable('messages')
        .set({ state, wamid, error, not_before, claimed_at, settled_at })
        .where('id', '=', id),
  )
  const cancelOverdue = query((now: number) => cancel(now).where('send_by', '<=', now).returning('id'))
  const cancelQueued = query((id: MessageId, now: number) => cancel(now).where('id', '=', id))
  const unconfirmedSince = query((settledBefore: number) =>
    all.where('state', '=', sql.lit('accepted')).where('settled_at', '<', settledBefore).orderBy('settled_at'),
  )
  const stranded = query((claimedBefore: number) =>
    all
      .where('state', '=', sql.lit('sending'))
      .where((row) =>
        row.or([
          row('claimed_at', '<', claimedBefore),
          row('messages.epoch', '<', (of) =>
            of.selectFrom('channels').select('channels.epoch').whereRef('channels.id', '=', 'messages.channel'),
          ),
        ]),
      )
      .orderBy('seq'),
  )
  const doubtfulBefore = query((claimedBefore: number) =>
    all.where('state', '=', sql.lit('in_doubt')).where('claimed_at', '<', claimedBefore).orderBy('claimed_at'),
  )
  const oldestDoubt = query(() =>
    kysely
      .selectFrom('messages')
      .where('state', '=', sql.lit('in_doubt'))
      .select(({ fn }) => fn.min('claimed_at').as('at')),
  )
  const hasten = query((channel: ChannelId, recipient: PhoneNumber) =>
    kysely
      .updateTable('messages')
      .set({ priority: sql.lit('interactive') })
      .where('channel', '=', channel)
      .where('recipient', '=', recipient)
      .where(open)
      .where('state', '=', sql.lit('queued'))
      .where('priority', '=', sql.lit('bulk')),
  )
  const { queued, claim } = createClaim(connection)

  return {
    async insert(messages) {
      let since = performance.now()
      for (const message of messages) {
        insert.run(fromMessage(message))
        if (performance.now() - since < turnMs) continue
        await nextTurn()
        since = performance.now()
      }
    },
    async find(id) {
      return first(find.get(id))
    },
    async findByWamid(channel, wamid) {
      return first(findByWamid.get(channel, wamid))
    },
    async ofBroadcast(id) {
      return ofBroadcast.all(id).map(toMessage)
    },
    async hasten(channel, recipient) {
      hasten.run(channel, recipient)
    },
    queued,
    claim,
    async update(message) {
      const { id, state, wamid, error, not_before, claimed_at, settled_at } = fromMessage(message)
      update.run(id, state, wamid, error, not_before, claimed_at, settled_at)
    },
    async cancelOverdue(now) {
      return cancelOverdue.all(now).map(({ id }) => id)
    },
    async unconfirmedSince(settledBefore) {
      return unconfirmedSince.all(settledBefore).map(toMessage)
    },
    async cancelQueued(id, now) {
      return cancelQueued.run(id, now) === 1
    },
    async stranded(claimedBefore) {
      return stranded.all(claimedBefore).map(toMessage)
    },
    async doubtfulBefore(claimedBefore) {
      return doubtfulBefore.all(claimedBefore).map(toMessage)
    },
    async oldestDoubt() {
      return oldestDoubt.get()?.at ?? undefined
    },
  }
}

function first(row: MessageRow | undefined): Message | undefined {
  return row && toMessage(row)
}

/** The longest others wait while many messages are written in one transaction. */
const turnMs = 5

/** As the index of open messages says it. */
const open = sql<SqlBool>`state in ('queued', 'sending', 'in_doubt')`
