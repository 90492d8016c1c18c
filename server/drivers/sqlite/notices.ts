import type { Notices } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { NoticeRow } from './schema.ts'

export function createNotices({ kysely, query, rowQuery }: Connection): Notices {
  const insert = rowQuery((row: NoticeRow) =>
    kysely
      .insertInto('notices')
      .values(row)
      .onConflict((conflict) => conflict.column('hash').doNothing()),
  )
  const ofWaba = query((waba: string, limit: number) =>
    kysely.selectFrom('notices').selectAll().where('waba', '=', waba).orderBy('received_at', 'desc').limit(limit),
  )
  const deleteBefore = query((at: number, limit: number) =>
    kysely
      .deleteFrom('notices')
      .where('hash', 'in', (of) => of.selectFrom('notices').where('received_at', '<', at).limit(limit).select('hash')),
  )

  return {
    async insert({ hash, waba, phoneNumberId, field, value, receivedAt }) {
      const row = {
        hash,
        waba,
        phone_number_id: phoneNumberId,
        field,
        value: JSON.stringify(value),
        received_at: receivedAt,
      }
      return insert.run(row) === 1
    },
    async ofWaba(waba, limit) {
      return ofWaba
        .all(waba, limit)
        .map(({ phone_number_id: phoneNumberId, received_at: receivedAt, value, ...rest }) => {
          return { ...rest, phoneNumberId, receivedAt, value: JSON.parse(value) }
        })
    },
    async deleteBefore(at, limit) {
      return deleteBefore.run(at, limit)
    },
  }
}
