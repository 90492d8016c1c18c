import type { LineState } from '../../domain/channels/connection.ts'
import type { ChannelId } from '../../domain/ids.ts'
import type { Connections, StoredConnection } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { Schema } from './schema.ts'

export function createConnections({ kysely, query, rowQuery }: Connection): Connections {
  const find = query((channel: ChannelId) =>
    kysely.selectFrom('connections').selectAll().where('channel', '=', channel),
  )
  const put = rowQuery((row: Omit<Row, 'last_inbound_at'>) =>
    kysely
      .insertInto('connections')
      .values({ ...row, last_inbound_at: null })
      .onConflict((conflict) =>
        conflict.column('channel').doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          since: ref('excluded.since'),
          code: ref('excluded.code'),
          reason: ref('excluded.reason'),
          next_attempt_at: ref('excluded.next_attempt_at'),
          is_lost: ref('excluded.is_lost'),
        })),
      ),
  )
  const heard = query((channel: ChannelId, at: number) =>
    kysely
      .insertInto('connections')
      .values({ channel, since: at, is_lost: 0, last_inbound_at: at })
      .onConflict((conflict) =>
        conflict.column('channel').doUpdateSet(({ fn, ref, val }) => ({
          last_inbound_at: fn('max', [
            fn.coalesce(ref('connections.last_inbound_at'), val(0)),
            ref('excluded.last_inbound_at'),
          ]),
        })),
      ),
  )

  return {
    async of(channels) {
      const found = new Map<ChannelId, StoredConnection>()
      for (const channel of channels) {
        const row = find.get(channel)
        if (row) found.set(channel, toStored(row))
      }
      return found
    },
    async put(channel, { state, since, code, reason, nextAttemptAt }, isLost) {
      put.run({ channel, state, since, code, reason, next_attempt_at: nextAttemptAt, is_lost: isLost ? 1 : 0 })
    },
    async heard(channel, at) {
      heard.run(channel, at)
    },
  }
}

type Row = Schema['connections']

function toStored({ state, since, code, reason, ...row }: Row): StoredConnection {
  const line: LineState | null = state && { state, since, code, reason, nextAttemptAt: row.next_attempt_at }
  return { line, isLost: row.is_lost === 1, lastInboundAt: row.last_inbound_at }
}
