import { sql } from 'kysely'
import type { CompanyId, EventId, SubscriptionId } from '../../domain/ids.ts'
import type { Deliveries, Events, Subscriptions } from '../../domain/ports/storage.ts'
import type { Delivery, WebhookSubscription } from '../../domain/webhooks/webhook.ts'
import type { Connection } from './connection.ts'
import type { DeliveryRow, EventRow, SubscriptionRow } from './schema.ts'

export function createSubscriptions({ kysely, query, rowQuery }: Connection): Subscriptions {
  const all = kysely.selectFrom('subscriptions').selectAll()
  const insert = rowQuery((row: SubscriptionRow) => kysely.insertInto('subscriptions').values(row))
  const update = rowQuery(({ id, company, created_at: _createdAt, ...row }: SubscriptionRow) =>
    kysely.updateTable('subscriptions').set(row).where('id', '=', id).where('company', '=', company),
  )
  const find = query((company: CompanyId, id: SubscriptionId) =>
    all.where('id', '=', id).where('company', '=', company),
  )
  const list = query((company: CompanyId) => all.where('company', '=', company).orderBy('created_at').orderBy('id'))
  const remove = query((company: CompanyId, id: SubscriptionId) =>
    kysely.deleteFrom('subscriptions').where('id', '=', id).where('company', '=', company),
  )

  return {
    async insert(subscription) {
      insert.run(fromSubscription(subscription))
    },
    async update(subscription) {
      update.run(fromSubscription(subscription))
    },
    async find(company, id) {
      const row = find.get(company, id)
      return row && toSubscription(row)
    },
    async list(company) {
      return list.all(company).map(toSubscription)
    },
    async remove(company, id) {
      return remove.run(company, id) === 1
    },
  }
}

export function createEvents({ kysely, query, rowQuery }: Connection): Events {
  const insert = rowQuery((row: EventRow) => kysely.insertInto('events').values(row))
  const find = query((id: EventId) => kysely.selectFrom('events').selectAll().where('id', '=', id))

  return {
    async insert(event) {
      insert.run({
        id: event.id,
        type: event.type,
        company: event.company,
        channel: event.channel,
        occurred_at: event.occurredAt,
        data: JSON.stringify(event.data),
      })
    },
    async find(id) {
      const row = find.get(id)
      if (!row) return undefined
      const { occurred_at: occurredAt, data, ...rest } = row
      return { ...rest, occurredAt, data: JSON.parse(data) }
    },
  }
}

export function createDeliveries({ kysely, query, rowQuery }: Connection): Deliveries {
  const insert = rowQuery((row: DeliveryRow) => kysely.insertInto('deliveries').values(row))
  const update = rowQuery(({ id, event, subscription, company, created_at, ...row }: DeliveryRow) =>
    kysely.updateTable('deliveries').set(row).where('id', '=', id),
  )
  const due = query((now: number, limit: number) =>
    kysely
      .selectFrom('deliveries')
      .selectAll()
      .where('state', '=', sql.lit('pending'))
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .orderBy('seq')
      .limit(limit),
  )
  const nextDue = query(() =>
    kysely
      .selectFrom('deliveries')
      .where('state', '=', sql.lit('pending'))
      .select(({ fn }) => fn.min('next_attempt_at').as('at')),
  )

  return {
    async insert(delivery) {
      insert.run(fromDelivery(delivery))
    },
    async update(delivery) {
      update.run(fromDelivery(delivery))
    },
    async due(now, limit, without) {
      const left = new Set(without)
      return due
        .all(now, limit + left.size)
        .filter(({ id }) => !left.has(id))
        .slice(0, limit)
        .map(toDelivery)
    },
    async nextDue() {
      return nextDue.get()?.at ?? undefined
    },
  }
}

function fromSubscription(subscription: WebhookSubscription): SubscriptionRow {
  return {
    id: subscription.id,
    company: subscription.company,
    name: subscription.name,
    description: subscription.description,
    url: subscription.url,
    events: JSON.stringify(subscription.events),
    headers: JSON.stringify(subscription.headers),
    is_active: subscription.isActive ? 1 : 0,
    disabled_reason: subscription.disabledReason,
    sealed_secret: subscription.sealedSecret,
    secret_prefix: subscription.secretPrefix,
    failure_count: subscription.failureCount,
    last_delivery_at: subscription.lastDeliveryAt,
    created_at: subscription.createdAt,
    updated_at: subscription.updatedAt,
  }
}

function toSubscription(row: SubscriptionRow): WebhookSubscription {
  return {
    id: row.id,
    company: row.company,
    name: row.name,
    description: row.description,
    url: row.url,
    events: JSON.parse(row.events),
    headers: JSON.parse(row.headers),
    isActive: row.is_active === 1,
    disabledReason: row.disabled_reason,
    sealedSecret: row.sealed_secret,
    secretPrefix: row.secret_prefix,
    failureCount: row.failure_count,
    lastDeliveryAt: row.last_delivery_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function fromDelivery(delivery: Delivery): DeliveryRow {
  return {
    id: delivery.id,
    event: delivery.event,
    subscription: delivery.subscription,
    company: delivery.company,
    state: delivery.state,
    attempt: delivery.attempt,
    next_attempt_at: delivery.nextAttemptAt,
    response_status: delivery.responseStatus,
    error: delivery.error,
    created_at: delivery.createdAt,
  }
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    event: row.event,
    subscription: row.subscription,
    company: row.company,
    state: row.state,
    attempt: row.attempt,
    nextAttemptAt: row.next_attempt_at,
    responseStatus: row.response_status,
    error: row.error,
    createdAt: row.created_at,
  }
}
