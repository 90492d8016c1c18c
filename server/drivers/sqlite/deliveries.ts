import { sql } from 'kysely'
import type { ChannelId, CompanyId, DeliveryId, SubscriptionId } from '../../domain/ids.ts'
import type { Deliveries } from '../../domain/ports/storage.ts'
import type { Delivery } from '../../domain/webhooks/webhook.ts'
import type { Connection } from './connection.ts'
import type { DeliveryRow } from './schema.ts'

export function createDeliveries(connection: Connection): Deliveries {
  const { kysely, query, rowQuery } = connection
  const insert = rowQuery((row: DeliveryRow) => kysely.insertInto('deliveries').values(row))
  const update = rowQuery(({ id, event, subscription, company, lane, created_at, ...row }: DeliveryRow) =>
    kysely.updateTable('deliveries').set(row).where('id', '=', id),
  )
  const log = query((company: CompanyId, subscription: SubscriptionId, limit: number, before: string) =>
    kysely
      .selectFrom('deliveries')
      .innerJoin('events', 'events.id', 'deliveries.event')
      .selectAll('deliveries')
      .select('events.type as event_type')
      .where('deliveries.subscription', '=', subscription)
      .where('deliveries.company', '=', company)
      .where('deliveries.id', '<', before as DeliveryId)
      .orderBy('deliveries.id', 'desc')
      .limit(limit),
  )
  const deleteEndedBefore = query((at: number, limit: number) =>
    kysely
      .deleteFrom('deliveries')
      .where('seq', 'in', (of) =>
        of
          .selectFrom('deliveries')
          .where('created_at', '<', at)
          .where('state', '<>', sql.lit('pending'))
          .limit(limit)
          .select('seq'),
      ),
  )

  return {
    ...createDeliveryQueue(connection),
    async insert(delivery) {
      insert.run(fromDelivery(delivery))
    },
    async update(delivery) {
      update.run(fromDelivery(delivery))
    },
    async log(company, subscription, { limit, before }) {
      const rows = log.all(company, subscription, limit, before ?? afterEveryId)
      return rows.map(({ event_type, ...row }) => ({ ...toDelivery(row), eventType: event_type }))
    },
    async deleteEndedBefore(at, limit) {
      return deleteEndedBefore.run(at, limit)
    },
  }
}

const afterEveryId = '~'

type Queue = Pick<Deliveries, 'lanes' | 'inLane' | 'retrying' | 'retries'>

/** What waits: for a first attempt in its lane, for another one until its time. */
function createDeliveryQueue({ kysely, query }: Connection): Queue {
  // Both step from one to the next along an index, however much waits in each.
  const lanes = query(() => ({
    compile: () =>
      sql<{ subscription: SubscriptionId; lane: ChannelId | '' }>`
        with recursive waiting (seq, subscription, lane) as (
          select seq, subscription, lane from deliveries where seq = (
            select seq from deliveries where ${untried} and (subscription, lane) > ('', '')
            order by subscription, lane limit 1
          )
          union all
          select next.seq, next.subscription, next.lane from waiting join deliveries as next on next.seq = (
            select seq from deliveries
            where ${untried} and (subscription, lane) > (waiting.subscription, waiting.lane)
            order by subscription, lane limit 1
          )
        )
        select subscription, lane from waiting
      `.compile(kysely),
  }))
  const inLane = query((subscription: SubscriptionId, lane: ChannelId | '', limit: number) =>
    kysely
      .selectFrom('deliveries')
      .selectAll()
      .where('subscription', '=', subscription)
      .where('lane', '=', lane)
      .where(untried)
      .orderBy('seq')
      .limit(limit),
  )
  const retrying = query(() => ({
    compile: () =>
      sql<{ subscription: SubscriptionId; due_at: number }>`
        with recursive waiting (subscription) as (
          select min(subscription) from deliveries where ${tried}
          union all
          select (select min(subscription) from deliveries where ${tried} and subscription > waiting.subscription)
          from waiting where waiting.subscription is not null
        )
        select subscription, (
          select min(next_attempt_at) from deliveries where deliveries.subscription = waiting.subscription and ${tried}
        ) as due_at
        from waiting where subscription is not null
      `.compile(kysely),
  }))
  const retries = query((subscription: SubscriptionId, now: number, limit: number) =>
    kysely
      .selectFrom('deliveries')
      .selectAll()
      .where('subscription', '=', subscription)
      .where('next_attempt_at', '<=', now)
      .where(tried)
      .orderBy('next_attempt_at')
      .orderBy('seq')
      .limit(limit),
  )

  return {
    async lanes() {
      return lanes.all().map(({ subscription, lane }) => ({ subscription, channel: lane === '' ? null : lane }))
    },
    async inLane({ subscription, channel }, limit, without) {
      return some(inLane.all(subscription, channel ?? '', limit + without.length), limit, without)
    },
    async retrying() {
      return retrying.all().map((row) => ({ subscription: row.subscription, dueAt: row.due_at }))
    },
    async retries(subscription, now, limit, without) {
      return some(retries.all(subscription, now, limit + without.length), limit, without)
    },
  }
}

const untried = sql<boolean>`state = 'pending' and attempt = 0`
const tried = sql<boolean>`state = 'pending' and attempt > 0`

function some(rows: DeliveryRow[], limit: number, without: DeliveryId[]): Delivery[] {
  const left = new Set(without)
  return rows
    .filter(({ id }) => !left.has(id))
    .slice(0, limit)
    .map(toDelivery)
}

function fromDelivery(delivery: Delivery): DeliveryRow {
  return {
    id: delivery.id,
    event: delivery.event,
    subscription: delivery.subscription,
    company: delivery.company,
    lane: delivery.channel ?? '',
    state: delivery.state,
    attempt: delivery.attempt,
    next_attempt_at: delivery.nextAttemptAt,
    response_status: delivery.responseStatus,
    response_body: delivery.responseBody,
    error: delivery.error,
    duration_ms: delivery.durationMs,
    created_at: delivery.createdAt,
  }
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    event: row.event,
    subscription: row.subscription,
    company: row.company,
    channel: row.lane === '' ? null : row.lane,
    state: row.state,
    attempt: row.attempt,
    nextAttemptAt: row.next_attempt_at,
    responseStatus: row.response_status,
    responseBody: row.response_body,
    error: row.error,
    durationMs: row.duration_ms,
    createdAt: row.created_at,
  }
}
