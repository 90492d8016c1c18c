import type { Kysely } from 'kysely'

/** A token's own limit as JSON; without one it takes the server's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tokens').addColumn('rate_limit', 'text').execute()
}
