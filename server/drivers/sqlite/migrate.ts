import { Kysely } from 'kysely'
import type { Connection } from './connection.ts'
import { StoreTooNew } from './errors.ts'
import { createDialect } from './kysely-dialect.ts'
import { migrations } from './migrations/index.ts'

const versionName = 'schema_version'

/** Brings the store to this program's schema, all missing steps in one transaction. Throws StoreTooNew. */
export async function migrate({ db, kysely, prepare }: Connection, directory: string): Promise<void> {
  const row = await kysely.selectFrom('settings').select('value').where('name', '=', versionName).executeTakeFirst()
  const version = Number(row?.value ?? 0)
  if (version > migrations.length) throw new StoreTooNew(directory, version, migrations.length)
  if (version === migrations.length) return

  const steps = new Kysely<unknown>({ dialect: createDialect(prepare) })
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of migrations.slice(version)) await step(steps)
    const value = String(migrations.length)
    await kysely
      .insertInto('settings')
      .values({ name: versionName, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute()
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
