import { type Kysely, sql } from 'kysely'

/** Deliveries know their channel and what was answered; first attempts and later ones wait apart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('deliveries')
    .addColumn('lane', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema.alterTable('deliveries').addColumn('response_body', 'text').execute()
  await db.schema.alterTable('deliveries').addColumn('duration_ms', 'bigint').execute()
  await sql`
    update deliveries set lane = coalesce((select channel from events where events.id = deliveries.event), '')
  `.execute(db)
  await db.schema.dropIndex('deliveries_due').execute()
  await sql`
    create index deliveries_first on deliveries (subscription, lane, seq) where state = 'pending' and attempt = 0
  `.execute(db)
  await sql`
    create index deliveries_again on deliveries (subscription, next_attempt_at, seq)
    where state = 'pending' and attempt > 0
  `.execute(db)
  await db.schema.createIndex('deliveries_log').on('deliveries').columns(['subscription', 'id']).execute()
  await db.schema.createIndex('deliveries_by_age').on('deliveries').column('created_at').execute()
  await db.schema.createIndex('events_by_age').on('events').column('occurred_at').execute()
}
