import { sql } from 'kysely'
import type { ChannelId } from '../../domain/ids.ts'
import type { MessageState } from '../../domain/messages/message.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import { toMessage } from './messages-rows.ts'

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

  const claim = query((channel: ChannelId, now: number, limit: number) =>
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
      .returningAll(),
  )

  return {
    async queued() {
      return queued.all().map((row) => ({ channel: row.channel, notBefore: row.not_before }))
    },
    async claim(channel, limit, now) {
      const rows = claim.all(channel, now, limit)
      return rows.sort((one, other) => one.seq - other.seq).map(toMessage)
    },
  }
}

/** Not a plain column, so that the queue is read in order of acceptance and the reading ends at the limit. */
const inOrder = sql<number>`${sql.ref('next.not_before')} + 0`
const openStates = (['queued', 'sending', 'in_doubt'] as const).map((state) => sql.lit<MessageState>(state))
