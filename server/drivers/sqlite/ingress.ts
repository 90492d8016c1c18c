import type { Facts, Ingress } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'

export function createIngress({ kysely, query }: Connection): Ingress {
  const insert = query((hash: string, body: string, at: number) =>
    kysely
      .insertInto('ingress')
      .values({ hash, body, received_at: at })
      .onConflict((conflict) => conflict.column('hash').doNothing()),
  )
  const pending = query((limit: number) =>
    kysely
      .selectFrom('ingress')
      .select(['hash', (column) => column.fn.coalesce('body', column.val('')).as('body')])
      .where('done_at', 'is', null)
      .orderBy('seq')
      .limit(limit),
  )
  const done = query((hash: string, at: number) =>
    kysely
      .updateTable('ingress')
      .set({ body: null, done_at: at })
      .where('hash', '=', hash)
      .where('done_at', 'is', null),
  )
  const deleteDoneBefore = query((at: number, limit: number) =>
    kysely
      .deleteFrom('ingress')
      .where('seq', 'in', (of) => of.selectFrom('ingress').where('done_at', '<', at).limit(limit).select('seq')),
  )

  return {
    async insert(hash, body, at) {
      return insert.run(hash, body, at) === 1
    },
    async pending(limit) {
      return pending.all(limit).map(({ hash, body }) => ({ hash, body }))
    },
    async done(hash, at) {
      done.run(hash, at)
    },
    async deleteDoneBefore(at, limit) {
      return deleteDoneBefore.run(at, limit)
    },
  }
}

export function createFacts({ kysely, query }: Connection): Facts {
  const record = query((fact: string, at: number) =>
    kysely
      .insertInto('facts')
      .values({ fact, at })
      .onConflict((conflict) => conflict.column('fact').doNothing()),
  )
  const deleteBefore = query((at: number, limit: number) =>
    kysely
      .deleteFrom('facts')
      .where('fact', 'in', (of) => of.selectFrom('facts').where('at', '<', at).limit(limit).select('fact')),
  )

  return {
    async record(fact, at) {
      return record.run(fact, at) === 1
    },
    async deleteBefore(at, limit) {
      return deleteBefore.run(at, limit)
    },
  }
}
