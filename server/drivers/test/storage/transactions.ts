import { expect, test } from 'vitest'
import { aCompany, aToken, type MakeRig } from './rig.ts'

export function transactionCases(makeRig: MakeRig): void {
  test('a transaction resolves with what it returns, and its writes can be read', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const answer = await rig.storage.transaction(async ({ companies }) => {
      await companies.insert(company)
      return (await companies.find(company.id))?.name
    })
    expect(answer).toBe(company.name)
    expect(await rig.storage.read.companies.find(company.id)).toEqual(company)
  })

  test('a transaction that throws leaves nothing and rejects with its own error', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const failed = rig.storage.transaction(async ({ companies }) => {
      await companies.insert(company)
      throw new Error('second thoughts')
    })
    await expect(failed).rejects.toThrow('second thoughts')
    expect(await rig.storage.read.companies.find(company.id)).toBeUndefined()
  })

  test('among transactions that wait together, one that throws fails alone', async () => {
    await using rig = await makeRig()
    const companies = Array.from({ length: 450 }, () => aCompany())
    const outcomes = await Promise.allSettled(
      companies.map((company, index) =>
        rig.storage.transaction(async (tables) => {
          await tables.companies.insert(company)
          if (index % 7 === 3) throw new Error(`refused ${index}`)
          return index
        }),
      ),
    )
    const stored = new Set((await rig.storage.read.companies.list()).map(({ id }) => id))
    for (const [index, outcome] of outcomes.entries()) {
      const refused = index % 7 === 3
      expect(outcome.status).toBe(refused ? 'rejected' : 'fulfilled')
      expect(stored.has(companies[index]?.id ?? aCompany().id)).toBe(!refused)
    }
  })

  test('a write the schema refuses rejects its own transaction and no other', async () => {
    await using rig = await makeRig()
    const twin = aCompany()
    const other = aCompany()
    const insert = (company: typeof twin) => rig.storage.transaction(({ companies }) => companies.insert(company))
    const outcomes = await Promise.allSettled([insert(twin), insert(twin), insert(other)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await rig.storage.read.companies.list()).toHaveLength(2)
  })

  test('transactions see each other as if they ran one after the other', async () => {
    await using rig = await makeRig()
    await Promise.all(
      Array.from({ length: 250 }, () =>
        rig.storage.transaction(async ({ settings }) => {
          const count = Number((await settings.get('count')) ?? 0)
          await settings.set('count', String(count + 1))
        }),
      ),
    )
    expect(await rig.storage.read.settings.get('count')).toBe('250')
  })

  test('reading shows nothing of a transaction under way', async () => {
    await using rig = await makeRig()
    const { storage } = rig
    const company = aCompany()
    const seen = await storage.transaction(async ({ companies }) => {
      await companies.insert(company)
      return await storage.read.companies.find(company.id)
    })
    expect(seen).toBeUndefined()
    expect(await storage.read.companies.find(company.id)).toEqual(company)
  })

  test('writing through read fails', async () => {
    await using rig = await makeRig()
    await expect(rig.storage.read.companies.insert(aCompany())).rejects.toThrow()
  })

  test('closing settles the transactions that wait and refuses later ones', async () => {
    await using rig = await makeRig()
    const { storage } = rig
    const company = aCompany()
    const waiting = storage.transaction(({ companies }) => companies.insert(company))
    await Promise.all([waiting, storage.close()])
    await expect(storage.transaction(({ tokens }) => tokens.insert(aToken(company)))).rejects.toThrow('closed')
    expect(await (await rig.reopen()).read.companies.find(company.id)).toEqual(company)
  })

  test('settings are kept, replaced and told apart', async () => {
    await using rig = await makeRig()
    await rig.storage.transaction(async ({ settings }) => {
      await settings.set('clock_offset', '5')
      await settings.set('clock_offset', '60000')
    })
    const { read } = await rig.reopen()
    expect(await read.settings.get('clock_offset')).toBe('60000')
    expect(await read.settings.get('seed')).toBeUndefined()
  })
}
