import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataDirectoryInUse } from './errors.ts'
import { makePrivateFile } from './private-file.ts'

/**
 * Takes a data directory for this process and returns the function that gives it back.
 * The lock is the kernel's (on `lock.db`), so a killed process frees it at once and a
 * leftover file means nothing; `holder.pid` beside it only tells people who holds it.
 * Throws DataDirectoryInUse. Makes the directory (0700) when there is none.
 */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'lock.db')
  const pidFile = join(directory, 'holder.pid')
  makePrivateFile(file)
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw error
    throw new DataDirectoryInUse(directory, readPid(pidFile))
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })

  held.add(db)
  return () => {
    if (held.delete(db)) db.close()
  }
}

/** Keeps the locks of callers who never give them back: a collected database is a closed one. */
const held = new Set<DatabaseSync>()

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isSafeInteger(pid) ? pid : undefined
  } catch {
    return undefined
  }
}
