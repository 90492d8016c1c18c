import type { Storage } from '../../../domain/ports/storage.ts'
import { openSqliteStorage } from '../open.ts'

/** Opens the store of a directory; also what a second process runs. */
export function open(directory: string): Promise<Storage> {
  return openSqliteStorage({ directory, made: 'gateway', keyId: '0123abcd' })
}
