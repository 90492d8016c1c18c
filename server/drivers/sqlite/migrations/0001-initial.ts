import type { CreateTableBuilder, Kysely } from 'kysely'
import { sql } from 'kysely'

/** Text ids, integer milliseconds, JSON as text, flags as 0 and 1. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createCompaniesAndTokens(db)
  await createChannels(db)
  await createSessions(db)
  await createMessages(db)
  await createIngress(db)
  await createWebhooks(db)
  await table(db, 'links', ['owner', 'type', 'id', 'value'])
    .addPrimaryKeyConstraint('links_pk', ['owner', 'type', 'id'])
    .execute()
}

async function createCompaniesAndTokens(db: Kysely<unknown>): Promise<void> {
  await keyed(db, 'companies', ['name'], ['created_at']).execute()
  await keyed(db, 'tokens', ['company', 'surface', 'name', 'prefix', 'hash', 'scopes'], ['created_at'])
    .$call(times('expires_at', 'revoked_at', 'last_used_at'))
    .$call(belongsTo('company', 'companies'))
    .execute()
  await db.schema.createIndex('tokens_by_hash').unique().on('tokens').column('hash').execute()
  await db.schema.createIndex('tokens_by_company').on('tokens').columns(['company', 'created_at']).execute()
}

async function createChannels(db: Kysely<unknown>): Promise<void> {
  await keyed(db, 'channels', ['alias', 'company', 'kind', 'name', 'state'], ['coexistence', 'created_at'])
    .$call(texts('state_reason', 'phone_number', 'phone_number_id', 'waba_id', 'push_name', 'pipeline_id'))
    .$call(times('connected_at'))
    .addColumn('epoch', 'bigint', (column) => column.notNull().defaultTo(0))
    .$call(belongsTo('company', 'companies'))
    .execute()
  await db.schema.createIndex('channels_by_alias').unique().on('channels').columns(['company', 'alias']).execute()
  await db.schema.createIndex('channels_by_age').on('channels').columns(['company', 'created_at', 'id']).execute()
  await db.schema
    .createIndex('channels_by_meta_number')
    .on('channels')
    .columns(['phone_number_id', 'company'])
    .execute()
  await db.schema
    .createIndex('channels_by_number')
    .on('channels')
    .columns(['company', 'kind', 'phone_number'])
    .execute()
  await db.schema.createIndex('channels_by_state').on('channels').columns(['state', 'created_at']).execute()

  await table(db, 'channel_secrets', ['channel', 'name', 'sealed'])
    .addPrimaryKeyConstraint('channel_secrets_pk', ['channel', 'name'])
    .$call(belongsTo('channel', 'channels'))
    .execute()
  await table(db, 'windows', ['channel', 'customer'], ['opened_at'])
    .addPrimaryKeyConstraint('windows_pk', ['channel', 'customer'])
    .$call(belongsTo('channel', 'channels'))
    .execute()
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await keyed(db, 'sessions', ['company', 'mode', 'state'], ['coexistence', 'created_at', 'expires_at'])
    .$call(texts('name', 'pipeline_id', 'channel'))
    .$call(times('ended_at'))
    .$call(belongsTo('company', 'companies'))
    .execute()
  await db.schema.createIndex('sessions_by_company').on('sessions').column('company').execute()
  await db.schema.createIndex('sessions_by_expiry').on('sessions').columns(['state', 'expires_at']).execute()
  await db.schema.createIndex('sessions_by_end').on('sessions').column('ended_at').execute()
  await table(db, 'session_events', ['session', 'event'], ['seq', 'at'])
    .addPrimaryKeyConstraint('session_events_pk', ['session', 'seq'])
    .$call(belongsTo('session', 'sessions'))
    .execute()
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await keyed(db, 'broadcasts', ['company', 'channel', 'token', 'dialect'], ['total', 'created_at']).execute()
  await numbered(
    db,
    'messages',
    ['id', 'company', 'channel', 'broadcast', 'recipient', 'content', 'state'],
    ['epoch', 'attempt', 'not_before', 'accepted_at'],
  )
    .$call(texts('meta_data', 'wamid', 'error'))
    .$call(times('send_by', 'claimed_at', 'settled_at', 'first_claimed_at'))
    .execute()
  await db.schema.createIndex('messages_by_id').unique().on('messages').column('id').execute()
  await db.schema.createIndex('messages_by_broadcast').on('messages').column('broadcast').execute()
  const partial = (name: string, columns: string[], where: string) =>
    sql`create index ${sql.id(name)} on messages (${sql.join(columns.map((one) => sql.id(one)))}) where ${sql.raw(where)}`.execute(
      db,
    )
  await partial('messages_by_wamid', ['channel', 'wamid'], 'wamid is not null')
  await partial('messages_queue', ['channel', 'seq'], "state = 'queued'")
  await partial('messages_ready', ['channel', 'not_before'], "state = 'queued'")
  await partial('messages_open', ['channel', 'recipient', 'seq'], "state in ('queued', 'sending', 'in_doubt')")
  await partial('messages_deadline', ['send_by'], "state = 'queued' and send_by is not null")
  await partial('messages_sending', ['seq'], "state = 'sending'")
  await partial('messages_in_doubt', ['claimed_at'], "state = 'in_doubt'")
  await partial('messages_accepted', ['settled_at'], "state = 'accepted'")

  await table(db, 'idempotency_keys', ['company', 'route', 'key', 'request_hash', 'broadcast'], ['created_at'])
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['company', 'route', 'key'])
    .modifyEnd(sql`without rowid`)
    .execute()
  await db.schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').column('created_at').execute()
}

async function createIngress(db: Kysely<unknown>): Promise<void> {
  await numbered(db, 'ingress', ['hash'], ['received_at']).$call(texts('body')).$call(times('done_at')).execute()
  await db.schema.createIndex('ingress_by_hash').unique().on('ingress').column('hash').execute()
  await sql`create index ingress_pending on ingress (seq) where done_at is null`.execute(db)
  await sql`create index ingress_done on ingress (done_at) where done_at is not null`.execute(db)
  await table(db, 'facts', ['fact'], ['at']).addPrimaryKeyConstraint('facts_pk', ['fact']).execute()
  await db.schema.createIndex('facts_by_age').on('facts').column('at').execute()
}

async function createWebhooks(db: Kysely<unknown>): Promise<void> {
  await keyed(
    db,
    'subscriptions',
    ['company', 'name', 'url', 'events', 'headers', 'sealed_secret', 'secret_prefix'],
    ['is_active', 'failure_count', 'created_at', 'updated_at'],
  )
    .$call(texts('description', 'disabled_reason'))
    .$call(times('last_delivery_at'))
    .$call(belongsTo('company', 'companies'))
    .execute()
  await db.schema
    .createIndex('subscriptions_by_age')
    .on('subscriptions')
    .columns(['company', 'created_at', 'id'])
    .execute()
  await keyed(db, 'events', ['type', 'company', 'data'], ['occurred_at']).$call(texts('channel')).execute()
  await numbered(db, 'deliveries', ['id', 'event', 'subscription', 'company', 'state'], ['attempt', 'created_at'])
    .$call(times('next_attempt_at', 'response_status'))
    .$call(texts('error'))
    .execute()
  await db.schema.createIndex('deliveries_by_id').unique().on('deliveries').column('id').execute()
  await sql`create index deliveries_due on deliveries (next_attempt_at, seq) where state = 'pending'`.execute(db)
}

type Builder = CreateTableBuilder<string, string>

/** A table of required texts and integers, without a key yet. */
function table(db: Kysely<unknown>, name: string, required: string[], integers: string[] = []): Builder {
  let builder: Builder = db.schema.createTable(name)
  for (const column of required) builder = builder.addColumn(column, 'text', (one) => one.notNull())
  for (const column of integers) builder = builder.addColumn(column, 'bigint', (one) => one.notNull())
  return builder
}

/** A table whose key is a text `id`. */
function keyed(db: Kysely<unknown>, name: string, required: string[], integers: string[]): Builder {
  return table(db, name, ['id', ...required], integers).addPrimaryKeyConstraint(`${name}_pk`, ['id'])
}

/** A table whose rows count up in `seq`. */
function numbered(db: Kysely<unknown>, name: string, required: string[], integers: string[]): Builder {
  const counted: Builder = db.schema.createTable(name).addColumn('seq', 'integer', (one) => one.primaryKey())
  return [...required, ...integers].reduce(
    (builder, column) =>
      builder.addColumn(column, required.includes(column) ? 'text' : 'bigint', (one) => one.notNull()),
    counted,
  )
}

function texts(...columns: string[]): (builder: Builder) => Builder {
  return (builder) => columns.reduce((next, column) => next.addColumn(column, 'text'), builder)
}

function times(...columns: string[]): (builder: Builder) => Builder {
  return (builder) => columns.reduce((next, column) => next.addColumn(column, 'bigint'), builder)
}

function belongsTo(column: string, owners: string): (builder: Builder) => Builder {
  return (builder) =>
    builder.addForeignKeyConstraint(`${column}_fk`, [column], owners, ['id'], (key) => key.onDelete('cascade'))
}
