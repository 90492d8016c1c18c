import type { Kysely } from 'kysely'

/** How each channel is in touch with WhatsApp, as its line last said. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('connections')
    .addColumn('channel', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text')
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('reason', 'text')
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('is_lost', 'integer', (column) => column.notNull())
    .addColumn('last_inbound_at', 'bigint')
    .addForeignKeyConstraint('channel_fk', ['channel'], 'channels', ['id'], (key) => key.onDelete('cascade'))
    .execute()
}
