import type { Kysely } from 'kysely'

/** How channels are paid for, and webhooks of one channel with what HubMessage says of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plans')
    .addColumn('channel', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint')
    .addColumn('reason', 'text')
    .addForeignKeyConstraint('channel_fk', ['channel'], 'channels', ['id'], (key) => key.onDelete('cascade'))
    .execute()
  await db.schema
    .alterTable('subscriptions')
    .addColumn('channel', 'text', (column) => column.references('channels.id').onDelete('cascade'))
    .execute()
  await db.schema.alterTable('subscriptions').addColumn('hub', 'text').execute()
  await db.schema.createIndex('subscriptions_by_channel').on('subscriptions').column('channel').execute()
}
