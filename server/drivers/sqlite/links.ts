import type { Links } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'

export function createLinks({ kysely, query }: Connection): Links {
  const get = query((owner: string, type: string, id: string) =>
    kysely.selectFrom('links').select('value').where('owner', '=', owner).where('type', '=', type).where('id', '=', id),
  )
  const list = query((owner: string, type: string) =>
    kysely
      .selectFrom('links')
      .select(['id', 'value'])
      .where('owner', '=', owner)
      .where('type', '=', type)
      .orderBy('id'),
  )
  const put = query((owner: string, type: string, id: string, value: string) =>
    kysely
      .insertInto('links')
      .values({ owner, type, id, value })
      .onConflict((conflict) => conflict.columns(['owner', 'type', 'id']).doUpdateSet({ value })),
  )
  const remove = query((owner: string, type: string, id: string) =>
    kysely.deleteFrom('links').where('owner', '=', owner).where('type', '=', type).where('id', '=', id),
  )
  const rename = query((from: string, to: string) =>
    kysely.updateTable('links').set({ owner: to }).where('owner', '=', from),
  )
  const clear = query((owner: string) => kysely.deleteFrom('links').where('owner', '=', owner))

  return {
    async get(owner, type, ids) {
      const found = new Map<string, string>()
      for (const id of ids) {
        const row = get.get(owner, type, id)
        if (row) found.set(id, row.value)
      }
      return found
    },
    async list(owner, type) {
      return new Map(list.all(owner, type).map(({ id, value }) => [id, value]))
    },
    async set(owner, entries) {
      for (const { type, id, value } of entries) {
        if (value === null) remove.run(owner, type, id)
        else put.run(owner, type, id, value)
      }
    },
    async move(from, to) {
      if (from === to) return
      clear.run(to)
      rename.run(from, to)
    },
    async clear(owner) {
      clear.run(owner)
    },
  }
}
