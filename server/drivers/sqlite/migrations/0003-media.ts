import type { CreateTableBuilder, Kysely } from 'kysely'

/** Uploaded media. An id is WhatsApp's own or ours, and means something within its company only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  let media: CreateTableBuilder<string, string> = db.schema.createTable('media')
  for (const name of ['company', 'id', 'channel', 'mime', 'sha256']) {
    media = media.addColumn(name, 'text', (column) => column.notNull())
  }
  for (const name of ['filename', 'upstream_id', 'blob']) media = media.addColumn(name, 'text')
  for (const name of ['size', 'created_at', 'expires_at']) {
    media = media.addColumn(name, 'bigint', (column) => column.notNull())
  }
  await media
    .addPrimaryKeyConstraint('media_pk', ['company', 'id'])
    .addForeignKeyConstraint('company_fk', ['company'], 'companies', ['id'], (key) => key.onDelete('cascade'))
    .execute()
  await db.schema.createIndex('media_by_expiry').on('media').column('expires_at').execute()
}
