import type { ChannelId } from '../../domain/ids.ts'
import type { Plans } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { Schema } from './schema.ts'

export function createPlans({ kysely, query, rowQuery }: Connection): Plans {
  const find = query((channel: ChannelId) => kysely.selectFrom('plans').selectAll().where('channel', '=', channel))
  const put = rowQuery((row: Schema['plans']) =>
    kysely
      .insertInto('plans')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('channel').doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          since: ref('excluded.since'),
          ends_at: ref('excluded.ends_at'),
          reason: ref('excluded.reason'),
        })),
      ),
  )
  return {
    async find(channel) {
      const row = find.get(channel)
      if (!row) return undefined
      const { ends_at: endsAt, ...rest } = row
      return { ...rest, endsAt }
    },
    async put({ endsAt, ...plan }) {
      put.run({ ...plan, ends_at: endsAt })
    },
  }
}
