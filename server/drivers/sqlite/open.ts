import { join } from 'node:path'
import type { Storage } from '../../domain/ports/storage.ts'
import { createChannelCache } from './channel-cache.ts'
import { createCheckpoints } from './checkpoints.ts'
import { openConnection } from './connection.ts'
import { DataDirectoryMismatch, type Maker, MasterKeyMismatch } from './errors.ts'
import { createGroupCommit } from './group-commit.ts'
import { lockDataDirectory } from './lock.ts'
import { migrate } from './migrate.ts'
import { makePrivateFile } from './private-file.ts'
import { createTables } from './tables.ts'

export interface SqliteOptions {
  directory: string
  /** Name of the store's file in it. */
  file?: string
  /** Who opens it; the store belongs to the one that made it. */
  made: Maker
  /** The vault's key id: noted at the first opening that gives one, compared afterwards. */
  keyId?: string
  /** The caller holds the directory already (`lockDataDirectory`) and gives it back itself. */
  locked?: boolean
  /** Commits do not wait for the disk: a crash may lose everything. Never for a gateway. */
  throwaway?: boolean
  /** Pages the log holds before they are copied into the store's file: 4,000 unless told otherwise. */
  copyAt?: number
}

/**
 * Opens the store of a data directory, making both when there is none, and holds the directory
 * until `close()`. Throws DataDirectoryInUse, DataDirectoryMismatch, MasterKeyMismatch, StoreTooNew.
 */
export async function openSqliteStorage(options: SqliteOptions): Promise<Storage> {
  const unlock = options.locked ? () => {} : lockDataDirectory(options.directory)
  try {
    return await openLocked(options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function openLocked(options: SqliteOptions, unlock: () => void): Promise<Storage> {
  const file = join(options.directory, options.file ?? 'trunkline.db')
  makePrivateFile(file)
  const writer = openConnection(file, { readOnly: false })
  try {
    writer.db.exec(pragmas)
    if (options.throwaway) writer.db.exec('PRAGMA synchronous = OFF')
    writer.db.exec(settingsTable)
    const cache = createChannelCache()
    const tables = cache.watch(createTables(writer))
    const checkpoints = createCheckpoints(writer, { ...options, file })
    const commits = createGroupCommit(writer, { committed: cache.committed, settled: checkpoints.look })
    const storage: Omit<Storage, 'read' | 'close'> = {
      transaction: (run) => commits.transaction(() => run(tables)),
    }
    await claimStore(storage, options)
    await migrate(writer, options.directory)

    const reader = openConnection(file, { readOnly: true })
    return {
      ...storage,
      read: cache.serve(createTables(reader)),
      async close() {
        await commits.drain()
        await checkpoints.close()
        if (reader.db.isOpen) reader.db.close()
        if (writer.db.isOpen) writer.db.close()
        unlock()
      },
    }
  } catch (error) {
    writer.db.close()
    throw error
  }
}

/**
 * Nothing of a committed transaction may be lost: each commit waits for the disk. SQLite itself copies the log only when it is four
 * times as long as it should become (`checkpoints.ts`).
 */
const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -16000;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 16000;
  PRAGMA journal_size_limit = 67108864;
`

/** Older than every migration: it says what the store is and how far its schema has come. */
const settingsTable = 'CREATE TABLE IF NOT EXISTS settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)'

/** Notes who made the store and with which key, or compares. */
async function claimStore(
  storage: Pick<Storage, 'transaction'>,
  { directory, made, keyId }: SqliteOptions,
): Promise<void> {
  await storage.transaction(async ({ settings }) => {
    const madeBy = await settings.get('made_by')
    if (madeBy === undefined) await settings.set('made_by', made)
    else if (madeBy !== made) throw new DataDirectoryMismatch(directory, madeBy as Maker, made)

    if (keyId === undefined) return
    const madeWith = await settings.get('key_id')
    if (madeWith === undefined) await settings.set('key_id', keyId)
    else if (madeWith !== keyId) throw new MasterKeyMismatch(directory, madeWith, keyId)
  })
}
