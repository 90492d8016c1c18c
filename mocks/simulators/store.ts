import { DatabaseSync } from 'node:sqlite'

/**
 * The world's memory: values by kind and key, written through at once, so a world
 * killed between two statements still has its phones, links and chats. Values are
 * JSON; byte arrays survive the round trip as Buffers.
 */
export interface WorldStore {
  get<T>(kind: string, key: string): T | undefined
  set(kind: string, key: string, value: unknown): void
  delete(kind: string, key: string): void
  /** Values whose key starts with `prefix`, in the order of their keys. */
  list<T>(kind: string, prefix?: string): { key: string; value: T }[]
  /** All writes of `run` land together. Nested calls join the outer one. */
  transaction<T>(run: () => T): T
  close(): void
}

/** @param file path of the SQLite file, or `:memory:` */
export function openWorldStore(file: string): WorldStore {
  const db = new DatabaseSync(file)
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS state (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
  `)
  const selectOne = db.prepare('SELECT value FROM state WHERE kind = ? AND key = ?')
  const upsert = db.prepare(
    'INSERT INTO state (kind, key, value) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value',
  )
  const remove = db.prepare('DELETE FROM state WHERE kind = ? AND key = ?')
  const selectRange = db.prepare('SELECT key, value FROM state WHERE kind = ? AND key >= ? AND key < ? ORDER BY key')
  let depth = 0

  return {
    get<T>(kind: string, key: string) {
      const row = selectOne.get(kind, key)
      return row ? (parse(String(row.value)) as T) : undefined
    },
    set(kind, key, value) {
      upsert.run(kind, key, JSON.stringify(value, replaceBytes))
    },
    delete(kind, key) {
      remove.run(kind, key)
    },
    list<T>(kind: string, prefix = '') {
      return selectRange
        .all(kind, prefix, `${prefix}\u{10ffff}`)
        .map((row) => ({ key: String(row.key), value: parse(String(row.value)) as T }))
    },
    transaction(run) {
      if (depth > 0) return run()
      db.exec('BEGIN IMMEDIATE')
      depth += 1
      try {
        const result = run()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      } finally {
        depth -= 1
      }
    },
    close() {
      db.close()
    },
  }
}

const BYTES = '$bytes'

// JSON.stringify calls Buffer.toJSON before the replacer sees the value.
function replaceBytes(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString('base64') }
  if (isBufferJson(value)) return { [BYTES]: Buffer.from(value.data).toString('base64') }
  return value
}

function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
}

function parse(text: string): unknown {
  return JSON.parse(text, (_key, value) =>
    typeof value === 'object' && value !== null && typeof value[BYTES] === 'string'
      ? Buffer.from(value[BYTES], 'base64')
      : value,
  )
}
