import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'
import { SqliteDialect } from 'kysely'

/** Kysely's SQLite dialect over node:sqlite. `prepare` may hand out the same statement again; whoever made the database closes it. */
export function createDialect(prepare: (sql: string) => StatementSync): SqliteDialect {
  const database: SqliteDatabase = {
    close() {},
    prepare(sql) {
      const statement = prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
  return new SqliteDialect({ database })
}
