import type { Storage } from '../../../domain/ports/storage.ts'
import { openSqliteStorage } from '../open.ts'

/** Opens the store of a directory, whose log is copied again and again; also what a second process runs. */
export function open(directory: string): Promise<Storage> {
  return openSqliteStorage({ directory, made: 'gateway', keyId: '0123abcd', copyAt: 100 })
}
