import { type SqlBool, sql } from 'kysely'
import type { ChannelId, CompanyId, EventId, SubscriptionId } from '../../domain/ids.ts'
import type { Events, Subscriptions } from '../../domain/ports/storage.ts'
import type { WebhookSubscription } from '../../domain/webhooks/webhook.ts'
import type { Connection } from './connection.ts'
import type { EventRow, SubscriptionRow } from './schema.ts'

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
  const active = all.where('is_active', '=', sql.lit(1)).orderBy('created_at').orderBy('id')
  const ofAll = query((company: CompanyId) => active.where('company', '=', company).where('channel', 'is', null))
  // By the index of channels, which are of one company each.
  const ofChannel = query((channel: ChannelId, company: CompanyId) =>
    active.where('channel', '=', channel).where(sql<SqlBool>`+company = ${company}`),
  )
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
    async listening(company, channel) {
      const own = channel === null ? [] : ofChannel.all(channel, company)
      return [...ofAll.all(company), ...own].map(toSubscription)
    },
    async remove(company, id) {
      return remove.run(company, id) === 1
    },
  }
}

export function createEvents({ kysely, query, rowQuery }: Connection): Events {
  const insert = rowQuery((row: EventRow) => kysely.insertInto('events').values(row))
  const find = query((id: EventId) => kysely.selectFrom('events').selectAll().where('id', '=', id))
  const deleteBefore = query((at: number, limit: number) =>
    kysely.deleteFrom('events').where('id', 'in', (of) =>
      of
        .selectFrom('events')
        .where('occurred_at', '<', at)
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('deliveries')
                .where('created_at', '<', at)
                .where('state', '=', sql.lit('pending'))
                .whereRef('deliveries.event', '=', 'events.id')
                .select('seq'),
            ),
          ),
        )
        .limit(limit)
        .select('id'),
    ),
  )

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
    async deleteBefore(at, limit) {
      return deleteBefore.run(at, limit)
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
    channel: subscription.channel,
    hub: subscription.hub && JSON.stringify(subscription.hub),
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
    channel: row.channel,
    hub: row.hub === null ? null : JSON.parse(row.hub),
  }
}
