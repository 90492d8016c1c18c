import { expect, test } from 'vitest'
import { retentionDuty } from '../domain/duties.ts'
import { startApp } from './app-rig.ts'

test('what is forgotten goes 500 rows a commit, until none of it is left', async () => {
  await using app = await startApp()
  const { storage, clock } = app.context
  const long = clock.now() - 31 * 86_400_000
  const facts = Array.from({ length: 1_100 }, (_, index) => `fact/${index}`)
  await storage.transaction(async (tables) => {
    for (const fact of facts) await tables.facts.record(fact, long)
  })
  const forgotten: number[] = []
  const transaction: typeof storage.transaction = (run) =>
    storage.transaction((tables) =>
      run({
        ...tables,
        facts: {
          ...tables.facts,
          async deleteBefore(before, limit) {
            const count = await tables.facts.deleteBefore(before, limit)
            forgotten.push(count)
            return count
          },
        },
      }),
    )
  await retentionDuty({ ...app.context, storage: { ...storage, transaction } }).run()
  expect(forgotten).toEqual([500, 500, 100])
  expect(await storage.transaction((tables) => tables.facts.record('fact/0', long))).toBe(true)
})
