import type { Settings } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'

export function createSettings({ kysely, query }: Connection): Settings {
  const get = query((name: string) => kysely.selectFrom('settings').select('value').where('name', '=', name))
  const set = query((name: string, value: string) =>
    kysely
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value })),
  )
  return {
    async get(name) {
      return get.get(name)?.value
    },
    async set(name, value) {
      set.run(name, value)
    },
  }
}
