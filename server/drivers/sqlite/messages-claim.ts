import { type Expression, type SqlBool, sql } from 'kysely'
import type { ChannelId } from '../../domain/ids.ts'
import type { MessageState } from '../../domain/messages/message.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import { toMessage } from './messages-rows.ts'
import type { MessageRow } from './schema.ts'

/** The two questions of the send worker: which channels wait, and what of one channel may go now. */
export function createClaim({ kysely, query }: Connection): Pick<Messages, 'queued' | 'claim'> {
  // Steps from channel to channel along the queue's index, whatever the length of the queue.
  const queued = query(() => ({
    compile: () =>
      sql<{ channel: ChannelId; not_before: number }>`
        with recursive waiting (channel) as (
          select min(channel) from messages where state = 'queued'
          union all
          select (select min(channel) from messages where state = 'queued' and channel > waiting.channel)
          from waiting where waiting.channel is not null
        )
        select channel, (
          select min(not_before) from messages where messages.channel = waiting.channel and state = 'queued'
        ) as not_before
        from waiting where channel is not null
      `.compile(kysely),
  }))

  const claimAmong = (channel: ChannelId, now: number, limit: number, among: Expression<SqlBool>) =>
    kysely
      .updateTable('messages')
      .set((column) => ({
        state: sql.lit('sending'),
        attempt: column('attempt', '+', 1),
        epoch: column.selectFrom('channels').where('id', '=', channel).select('epoch').$asScalar().$notNull(),
        claimed_at: now,
        first_claimed_at: column.fn.coalesce('first_claimed_at', column.val(now)),
      }))
      .where('seq', 'in', (of) =>
        of
          .selectFrom('messages as next')
          .where('next.channel', '=', channel)
          .where('next.state', '=', sql.lit('queued'))
          .where(among)
          .where(inOrder, '<=', now)
          .where((row) => row.or([row('next.send_by', 'is', null), row('next.send_by', '>', now)]))
          .where((row) =>
            row.not(
              row.exists(
                row
                  .selectFrom('messages as earlier')
                  .where('earlier.channel', '=', channel)
                  .whereRef('earlier.recipient', '=', 'next.recipient')
                  .whereRef('earlier.seq', '<', 'next.seq')
                  .where('earlier.state', 'in', openStates)
                  .where((other) =>
                    other.or([
                      other('earlier.state', '<>', sql.lit('queued')),
                      other('earlier.send_by', 'is', null),
                      other('earlier.send_by', '>', now),
                    ]),
                  )
                  .select('earlier.seq'),
              ),
            ),
          )
          .orderBy('next.seq')
          .limit(limit)
          .select('next.seq'),
      )
      .returningAll()

  const endOfFront = query((channel: ChannelId) =>
    kysely
      .selectFrom('messages')
      .where('channel', '=', channel)
      .where('state', '=', sql.lit('queued'))
      .select('seq')
      .orderBy('seq')
      .limit(sql.lit(1))
      .offset(sql.lit(frontMax)),
  )
  const claimInFront = query((channel: ChannelId, now: number, limit: number, end: number) =>
    claimAmong(channel, now, limit, sql<SqlBool>`next.seq < ${end}`),
  )
  // Steps from person to person along the index of open messages, however many each of them waits for.
  const claimFirsts = query((channel: ChannelId, now: number, limit: number) =>
    claimAmong(
      channel,
      now,
      limit,
      sql<SqlBool>`next.seq in (
        with recursive waiting (recipient) as (
          select min(recipient) from messages where channel = ${channel} and ${open}
          union all
          select (select min(recipient) from messages where channel = ${channel} and ${open} and recipient > waiting.recipient)
          from waiting where waiting.recipient is not null
        )
        select (
          select first.seq from messages as first
          where first.channel = ${channel} and first.recipient = waiting.recipient and ${open} and state = 'queued'
            and (first.send_by is null or first.send_by > ${now})
          order by first.seq limit 1
        ) from waiting
      )`,
    ),
  )

  /** The front of the queue is enough but for people who have many messages in it; those would be read again and again. */
  function claim(channel: ChannelId, now: number, limit: number): (MessageRow & { seq: number })[] {
    const end = endOfFront.get(channel)
    const front = claimInFront.all(channel, now, limit, end?.seq ?? Number.MAX_SAFE_INTEGER)
    if (end === undefined || front.length === limit) return front
    return [...front, ...claimFirsts.all(channel, now, limit - front.length)]
  }

  return {
    async queued() {
      return queued.all().map((row) => ({ channel: row.channel, notBefore: row.not_before }))
    },
    async claim(channel, limit, now) {
      const rows = claim(channel, now, limit)
      return rows.sort((one, other) => one.seq - other.seq).map(toMessage)
    },
  }
}

/** Not a plain column, so that the queue is read in order of acceptance and the reading ends at the limit. */
const inOrder = sql<number>`${sql.ref('next.not_before')} + 0`
/** How far a claim reads into the queue before it looks for other people behind. */
const frontMax = 200

/** As the index of open messages says it. */
const open = sql<SqlBool>`state in ('queued', 'sending', 'in_doubt')`
const openStates = (['queued', 'sending', 'in_doubt'] as const).map((state) => sql.lit<MessageState>(state))
