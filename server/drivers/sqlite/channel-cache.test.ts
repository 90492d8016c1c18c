import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aChannel, aCompany } from '../test/storage/rig.ts'
import { open } from './test/open.ts'

test('a channel is found as it was last committed, however often it is asked for', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-cache-'))
  const storage = await open(directory)
  const company = aCompany()
  const channel = aChannel(company)
  const byId = () => storage.read.channels.find(company.id, { by: 'id', id: channel.id })
  const byAlias = () => storage.read.channels.find(company.id, { by: 'alias', alias: channel.alias })

  expect(await byId()).toBeUndefined()
  await storage.transaction(async ({ companies, channels }) => {
    await companies.insert(company)
    await channels.insert(channel)
  })
  expect([await byId(), await byAlias(), await byId()]).toEqual([channel, channel, channel])

  const gone = { ...channel, state: 'disconnected' as const, stateReason: 'unlinked' }
  const reads: Promise<unknown>[] = []
  await storage.transaction(async ({ channels }) => {
    await channels.update(gone)
    reads.push(byId(), byAlias())
  })
  await Promise.all(reads)
  expect([await byId(), await byAlias()]).toEqual([gone, gone])

  const undone = storage.transaction(async ({ channels }) => {
    await channels.update(channel)
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await byId()).toEqual(gone)

  await storage.transaction(({ channels }) => channels.remove(channel.id))
  expect([await byId(), await byAlias()]).toEqual([undefined, undefined])
  await storage.transaction(({ channels }) => channels.insert(channel))
  expect(await byId()).toEqual(channel)

  await storage.transaction(({ companies }) => companies.remove(company.id))
  expect([await byId(), await byAlias()]).toEqual([undefined, undefined])
  await storage.close()
  rmSync(directory, { recursive: true })
})
