import { type Expression, type SqlBool, sql } from 'kysely'
import type { BroadcastId, ChannelId } from '../../domain/ids.ts'
import type { MessageState } from '../../domain/messages/message.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import { toMessage } from './messages-rows.ts'

/** The two questions of the send worker: which channels wait, and what of one channel may go now. */
export function createClaim(connection: Connection): Pick<Messages, 'queued' | 'claim'> {
  const { kysely, query } = connection
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
  const take = query((now: number, seq: number) =>
    kysely
      .updateTable('messages')
      .set((column) => ({
        state: sql.lit('sending'),
        attempt: column('attempt', '+', 1),
        epoch: column
          .selectFrom('channels')
          .whereRef('id', '=', 'messages.channel')
          .select('epoch')
          .$asScalar()
          .$notNull(),
        claimed_at: now,
        first_claimed_at: column.fn.coalesce('first_claimed_at', column.val(now)),
      }))
      .where('seq', '=', seq)
      .returningAll(),
  )
  const interactive = interactiveQueue(connection)
  const bulk = bulkQueue(connection)

  return {
    async queued() {
      return queued.all().map((row) => ({ channel: row.channel, notBefore: row.not_before }))
    },
    async claim(channel, limit, now, after) {
      const first = interactive(channel, now, limit)
      const next = first.length < limit ? bulk(channel, now, limit - first.length, after) : []
      return [...first, ...next].flatMap((seq) => take.all(now, seq)).map(toMessage)
    },
  }
}

/** Of one channel, what may go now: their `seq` in the order they go in. */
type Ready = (channel: ChannelId, now: number, limit: number) => number[]

/** The oldest first. */
function interactiveQueue({ kysely, query }: Connection): Ready {
  const priority = sql<SqlBool>`next.priority = 'interactive'`
  const endOfFront = query((channel: ChannelId) =>
    kysely
      .selectFrom('messages')
      .where('channel', '=', channel)
      .where('state', '=', sql.lit('queued'))
      .where('priority', '=', sql.lit('interactive'))
      .select('seq')
      .orderBy('seq')
      .limit(sql.lit(1))
      .offset(sql.lit(frontMax)),
  )
  const inFront = query((channel: ChannelId, now: number, limit: number, end: number) =>
    ready(kysely, channel, now, limit, [priority, sql<SqlBool>`next.seq < ${end}`]),
  )
  const firsts = query((channel: ChannelId, now: number, limit: number) =>
    ready(kysely, channel, now, limit, [priority, isFirstOfSomebody(channel, now)]),
  )

  return (channel, now, limit) => {
    const end = endOfFront.get(channel)
    const front = seqs(inFront.all(channel, now, limit, end?.seq ?? Number.MAX_SAFE_INTEGER))
    if (end === undefined || front.length === limit) return front
    return seqs(firsts.all(channel, now, limit))
  }
}

/** One of each broadcast in turn, beginning behind `after`; the oldest of each first. */
function bulkQueue({
  kysely,
  query,
}: Connection): (...args: [...Parameters<Ready>, after: BroadcastId | undefined]) => number[] {
  const priority = sql<SqlBool>`next.priority = 'bulk'`
  const broadcasts = query((channel: ChannelId) => ({
    compile: () =>
      sql<{ broadcast: BroadcastId }>`
        with recursive waiting (broadcast) as (
          select min(broadcast) from messages where channel = ${channel} and state = 'queued' and priority = 'bulk'
          union all
          select (
            select min(broadcast) from messages
            where channel = ${channel} and state = 'queued' and priority = 'bulk' and broadcast > waiting.broadcast
          ) from waiting where waiting.broadcast is not null
        )
        select broadcast from waiting where broadcast is not null
      `.compile(kysely),
  }))
  const endOfFront = query((channel: ChannelId, broadcast: BroadcastId) =>
    kysely
      .selectFrom('messages')
      .where('channel', '=', channel)
      .where('broadcast', '=', broadcast)
      .where('state', '=', sql.lit('queued'))
      .where('priority', '=', sql.lit('bulk'))
      .select('seq')
      .orderBy('seq')
      .limit(sql.lit(1))
      .offset(sql.lit(frontMax)),
  )
  const inFront = query((channel: ChannelId, broadcast: BroadcastId, now: number, limit: number, end: number) =>
    ready(kysely, channel, now, limit, [
      priority,
      sql<SqlBool>`next.broadcast = ${broadcast}`,
      sql<SqlBool>`next.seq < ${end}`,
    ]),
  )
  const firsts = query((channel: ChannelId, now: number, limit: number) =>
    ready(kysely, channel, now, limit, [priority, isFirstOfSomebody(channel, now)]),
  )

  return (channel, now, limit, after) => {
    const fronts: number[][] = []
    let more = false
    for (const broadcast of inTurn(
      broadcasts.all(channel).map((row) => row.broadcast),
      after,
    )) {
      const end = endOfFront.get(channel, broadcast)
      more ||= end !== undefined
      const front = seqs(inFront.all(channel, broadcast, now, limit, end?.seq ?? Number.MAX_SAFE_INTEGER))
      if (front.length > 0) fronts.push(front)
      if (fronts.length === limit) break
    }
    const dealt = deal(fronts, limit)
    if (!more || dealt.length === limit) return dealt
    return seqs(firsts.all(channel, now, limit))
  }
}

function inTurn(broadcasts: BroadcastId[], after: BroadcastId | undefined): BroadcastId[] {
  if (after === undefined) return broadcasts
  return [...broadcasts.filter((one) => one > after), ...broadcasts.filter((one) => one <= after)]
}

/** One card of each hand in turn, until there are enough. */
function deal(hands: number[][], limit: number): number[] {
  const dealt: number[] = []
  for (let round = 0; dealt.length < limit && hands.some((hand) => round < hand.length); round += 1) {
    for (const hand of hands) {
      const card = hand[round]
      if (card !== undefined && dealt.length < limit) dealt.push(card)
    }
  }
  return dealt
}

function ready(
  kysely: Connection['kysely'],
  channel: ChannelId,
  now: number,
  limit: number,
  among: Expression<SqlBool>[],
) {
  return kysely
    .selectFrom('messages as next')
    .where('next.channel', '=', channel)
    .where('next.state', '=', sql.lit('queued'))
    .where((row) => row.and(among))
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
    .select('next.seq')
}

/**
 * The first that waits for each person, found by stepping from person to person along the index of open messages, however many
 * each of them waits for.
 */
function isFirstOfSomebody(channel: ChannelId, now: number): Expression<SqlBool> {
  return sql<SqlBool>`next.seq in (
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
  )`
}

function seqs(rows: { seq: number }[]): number[] {
  return rows.map(({ seq }) => seq)
}

/** Not a plain column, so that the queue is read in order of acceptance and the reading ends at the limit. */
const inOrder = sql<number>`${sql.ref('next.not_before')} + 0`
/** How far a claim reads into a queue before it looks for other people behind, whose messages would be read again and again. */
const frontMax = 200

/** As the index of open messages says it. */
const open = sql<SqlBool>`state in ('queued', 'sending', 'in_doubt')`
const openStates = (['queued', 'sending', 'in_doubt'] as const).map((state) => sql.lit<MessageState>(state))
