import { type Kysely, sql } from 'kysely'

/** Who is told of everything that happens in a company is found at once, however many webhooks its channels have. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index subscriptions_of_all on subscriptions (company, created_at, id) where channel is null and is_active = 1
  `.execute(db)
}
