import { type SqlBool, sql } from 'kysely'
import type { BroadcastId, CompanyId } from '../../domain/ids.ts'
import type { BroadcastProgress, MessageState } from '../../domain/messages/message.ts'
import type { Broadcasts, IdempotencyKeys } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { BroadcastRow, IdempotencyRow } from './schema.ts'

export function createBroadcasts({ kysely, query, rowQuery }: Connection): Broadcasts {
  const insert = rowQuery((row: BroadcastRow) => kysely.insertInto('broadcasts').values(row))
  const find = query((company: CompanyId, id: BroadcastId) =>
    kysely.selectFrom('broadcasts').selectAll().where('id', '=', id).where('company', '=', company),
  )
  const byState = query((id: BroadcastId) =>
    kysely
      .selectFrom('messages')
      .where('broadcast', '=', id)
      .groupBy('state')
      .select(({ fn }) => [
        'state',
        fn.countAll<number>().as('count'),
        fn.min('first_claimed_at').as('started'),
        fn.max('settled_at').as('settled'),
      ]),
  )
  const ended = query((createdBefore: number, limit: number) =>
    kysely
      .selectFrom('broadcasts')
      .where('created_at', '<', createdBefore)
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('messages')
              .whereRef('messages.broadcast', '=', 'broadcasts.id')
              .where('messages.state', 'in', underWay)
              .select('seq'),
          ),
        ),
      )
      .orderBy('created_at')
      .limit(limit)
      .select('id'),
  )
  const removeMessages = query((id: BroadcastId, limit: number) =>
    kysely
      .deleteFrom('messages')
      .where('seq', 'in', (of) => of.selectFrom('messages').where('broadcast', '=', id).limit(limit).select('seq')),
  )
  const remove = query((id: BroadcastId) => kysely.deleteFrom('broadcasts').where('id', '=', id))

  return {
    async insert(broadcast) {
      insert.run({
        id: broadcast.id,
        company: broadcast.company,
        channel: broadcast.channel,
        token: broadcast.token,
        dialect: broadcast.dialect,
        campaign: broadcast.campaign,
        total: broadcast.total,
        created_at: broadcast.createdAt,
      })
    },
    async find(company, id) {
      const row = find.get(company, id)
      if (!row) return undefined
      const { created_at: createdAt, ...rest } = row
      return { ...rest, createdAt }
    },
    async progress(id) {
      return summarize(byState.all(id))
    },
    async ended(createdBefore, limit) {
      return ended.all(createdBefore, limit).map((row) => row.id)
    },
    async forget(id, limit) {
      if (removeMessages.run(id, limit) === limit) return false
      remove.run(id)
      return true
    },
  }
}

type Counted = Exclude<keyof BroadcastProgress, 'total' | 'startedAt' | 'completedAt'>

const countedAs: Record<MessageState, Counted> = {
  queued: 'pending',
  sending: 'pending',
  in_doubt: 'pending',
  accepted: 'pending',
  sent: 'sent',
  delivered: 'sent',
  read: 'sent',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** As written in the query: the states that count as pending. */
const underWay = Object.entries(countedAs)
  .filter(([, counted]) => counted === 'pending')
  .map(([state]) => sql.lit(state as MessageState))

function summarize(
  groups: { state: MessageState; count: number; started: number | null; settled: number | null }[],
): BroadcastProgress {
  const progress: BroadcastProgress = {
    total: 0,
    sent: 0,
    failed: 0,
    pending: 0,
    cancelled: 0,
    startedAt: null,
    completedAt: null,
  }
  for (const { state, count, started, settled } of groups) {
    progress.total += count
    progress[countedAs[state]] += count
    if (started !== null) progress.startedAt = Math.min(started, progress.startedAt ?? started)
    if (settled !== null) progress.completedAt = Math.max(settled, progress.completedAt ?? settled)
  }
  return progress.pending > 0 ? { ...progress, completedAt: null } : progress
}

export function createIdempotencyKeys({ kysely, query, rowQuery }: Connection): IdempotencyKeys {
  const find = query((company: CompanyId, route: string, key: string) =>
    kysely
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('company', '=', company)
      .where('route', '=', route)
      .where('key', '=', key),
  )
  const insert = rowQuery((row: IdempotencyRow) => kysely.insertInto('idempotency_keys').values(row))
  const deleteBefore = query((at: number, limit: number) =>
    kysely.deleteFrom('idempotency_keys').where(
      sql<SqlBool>`(company, route, key) in (
        select company, route, key from idempotency_keys where created_at < ${at} limit ${limit}
      )`,
    ),
  )

  return {
    async find(company, route, key) {
      const row = find.get(company, route, key)
      if (!row) return undefined
      const { request_hash: requestHash, created_at: createdAt, ...rest } = row
      return { ...rest, requestHash, createdAt }
    },
    async insert(record) {
      insert.run({
        company: record.company,
        route: record.route,
        key: record.key,
        request_hash: record.requestHash,
        broadcast: record.broadcast,
        created_at: record.createdAt,
      })
    },
    async deleteBefore(at, limit) {
      return deleteBefore.run(at, limit)
    },
  }
}
