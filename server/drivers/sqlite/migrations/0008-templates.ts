import type { CreateTableBuilder, Kysely } from 'kysely'

/** Templates as last seen at Meta, under ids of our own; and what else Meta tells of an account. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTemplates(db)
  await createNotices(db)
}

async function createNotices(db: Kysely<unknown>): Promise<void> {
  let notices: CreateTableBuilder<string, string> = db.schema.createTable('notices')
  for (const name of ['hash', 'waba', 'field', 'value']) {
    notices = notices.addColumn(name, 'text', (column) => column.notNull())
  }
  await notices
    .addColumn('phone_number_id', 'text')
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('notices_pk', ['hash'])
    .execute()
  await db.schema.createIndex('notices_by_waba').on('notices').columns(['waba', 'received_at']).execute()
  await db.schema.createIndex('notices_by_age').on('notices').column('received_at').execute()
}

async function createTemplates(db: Kysely<unknown>): Promise<void> {
  let templates: CreateTableBuilder<string, string> = db.schema.createTable('templates')
  const required = ['company', 'id', 'waba', 'meta_id', 'name', 'language', 'status', 'category']
  for (const name of [...required, 'parameter_format', 'components']) {
    templates = templates.addColumn(name, 'text', (column) => column.notNull())
  }
  for (const name of ['local_status', 'reason', 'meta_data']) templates = templates.addColumn(name, 'text')
  for (const name of ['created_at', 'status_at']) {
    templates = templates.addColumn(name, 'bigint', (column) => column.notNull())
  }
  await templates
    .addColumn('ttl_seconds', 'bigint')
    .addPrimaryKeyConstraint('templates_pk', ['company', 'id'])
    .addForeignKeyConstraint('company_fk', ['company'], 'companies', ['id'], (key) => key.onDelete('cascade'))
    .execute()
  await db.schema.createIndex('templates_by_meta_id').unique().on('templates').columns(['meta_id', 'company']).execute()
  await db.schema
    .createIndex('templates_by_name')
    .on('templates')
    .columns(['company', 'waba', 'name', 'language', 'id'])
    .execute()
}
