import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorageRig } from '../test/storage/rig.ts'
import { storageConformance } from '../test/storage-conformance.ts'
import { open } from './test/open.ts'

storageConformance('SQLite', async (): Promise<StorageRig> => {
  const directory = await mkdtemp(join(tmpdir(), 'trunkline-sqlite-'))
  const rig: StorageRig = {
    storage: await open(directory),
    elsewhere: { module: new URL('./test/open.ts', import.meta.url).href, argument: directory },
    async reopen() {
      await rig.storage.close()
      rig.storage = await open(directory)
      return rig.storage
    },
    async [Symbol.asyncDispose]() {
      await rig.storage.close()
      await rm(directory, { recursive: true })
    },
  }
  return rig
})
