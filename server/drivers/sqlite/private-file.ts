import { closeSync, openSync } from 'node:fs'

/**
 * Makes an empty file of mode 0600 where there is none; SQLite gives the files beside a database
 * the mode of the database. An existing file is not opened: closing it would drop the locks
 * this process holds on it.
 */
export function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
