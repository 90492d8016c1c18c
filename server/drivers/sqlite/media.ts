import type { CompanyId } from '../../domain/ids.ts'
import type { Medium } from '../../domain/media/medium.ts'
import type { MediaTable } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { MediumRow } from './schema.ts'

export function createMedia({ kysely, query, rowQuery }: Connection): MediaTable {
  const all = kysely.selectFrom('media').selectAll()
  const insert = rowQuery((row: MediumRow) =>
    kysely
      .insertInto('media')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['company', 'id']).doUpdateSet(({ ref }) => ({
          channel: ref('excluded.channel'),
          mime: ref('excluded.mime'),
          size: ref('excluded.size'),
          sha256: ref('excluded.sha256'),
          filename: ref('excluded.filename'),
          upstream_id: ref('excluded.upstream_id'),
          blob: ref('excluded.blob'),
          created_at: ref('excluded.created_at'),
          expires_at: ref('excluded.expires_at'),
        })),
      ),
  )
  const find = query((company: CompanyId, id: string) => all.where('company', '=', company).where('id', '=', id))
  const remove = query((company: CompanyId, id: string) =>
    kysely.deleteFrom('media').where('company', '=', company).where('id', '=', id),
  )
  const expired = query((now: number, limit: number) =>
    all.where('expires_at', '<=', now).orderBy('expires_at').limit(limit),
  )

  return {
    async insert(medium) {
      insert.run(fromMedium(medium))
    },
    async find(company, id) {
      const row = find.get(company, id)
      return row && toMedium(row)
    },
    async remove(company, id) {
      return remove.run(company, id) === 1
    },
    async expired(now, limit) {
      return expired.all(now, limit).map(toMedium)
    },
  }
}

function fromMedium({ upstreamId, createdAt, expiresAt, ...rest }: Medium): MediumRow {
  return { ...rest, upstream_id: upstreamId, created_at: createdAt, expires_at: expiresAt }
}

function toMedium({
  upstream_id: upstreamId,
  created_at: createdAt,
  expires_at: expiresAt,
  ...rest
}: MediumRow): Medium {
  return { ...rest, upstreamId, createdAt, expiresAt }
}
