import * as baileys from 'baileys'
import { expect, test } from 'vitest'
import type { NoteType } from './link-store.ts'
import { createSentMedia } from './sent-media.ts'

function aStore() {
  const rows = new Map<string, Map<string, unknown>>()
  const of = (type: NoteType) => rows.get(type) ?? new Map<string, unknown>()
  return {
    rows: () => [...rows.values()].reduce((sum, { size }) => sum + size, 0),
    async note(type: NoteType, id: string, value: unknown) {
      const ofType = rows.set(type, of(type)).get(type)
      if (value === null) ofType?.delete(id)
      else ofType?.set(id, value)
    },
    noted: async <Value>(type: NoteType, id: string) => of(type).get(id) as Value | undefined,
    notes: async (type: NoteType) => of(type) as Map<string, string>,
  }
}

const message = { imageMessage: { mediaKey: Buffer.from('key'), directPath: '/v/1', caption: 'menu' } }

test('a medium as it was sent is found for a month, and forgotten afterwards', async () => {
  const store = aStore()
  let today = 20_000
  const media = createSentMedia(baileys, store, () => today)
  await media.keep('3EB001', message)
  for (const days of [0, 1, 29, 30]) {
    today = 20_000 + days
    const found = await media.find('3EB001')
    expect(found?.imageMessage, `${days}`).toMatchObject({ directPath: '/v/1', caption: 'menu' })
  }
  today = 20_031
  expect(await media.find('3EB001')).toBeUndefined()
  await media.keep('3EB002', message)
  expect(store.rows()).toBe(1)
})
