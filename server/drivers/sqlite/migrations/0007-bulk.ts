import { type Kysely, sql } from 'kysely'

/** Bulk sends wait in a queue of their own, behind the others; a broadcast's counters are read from an index alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('messages')
    .addColumn('priority', 'text', (column) => column.notNull().defaultTo('interactive'))
    .execute()
  await db.schema.alterTable('broadcasts').addColumn('campaign', 'text').execute()
  await db.schema.dropIndex('messages_queue').execute()
  await sql`
    create index messages_interactive on messages (channel, seq) where state = 'queued' and priority = 'interactive'
  `.execute(db)
  await sql`
    create index messages_bulk on messages (channel, broadcast, seq) where state = 'queued' and priority = 'bulk'
  `.execute(db)
  await db.schema.dropIndex('messages_by_broadcast').execute()
  await db.schema
    .createIndex('messages_by_broadcast')
    .on('messages')
    .columns(['broadcast', 'state', 'first_claimed_at', 'settled_at'])
    .execute()
  await db.schema.createIndex('broadcasts_by_age').on('broadcasts').column('created_at').execute()
}
