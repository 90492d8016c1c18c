import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCheckpoints } from './checkpoints.ts'
import { type Connection, openConnection } from './connection.ts'

let directory: string
let file: string
let connection: Connection

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-checkpoints-'))
  file = join(directory, 'store.db')
  connection = openConnection(file, { readOnly: false })
  connection.db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE notes (text TEXT)')
})

afterEach(() => {
  if (connection.db.isOpen) connection.db.close()
  rmSync(directory, { recursive: true })
})

test('a long log is copied by another thread, all but a rest of few pages, and begins anew', async () => {
  const copiedHere: number[] = []
  const checkpoints = createCheckpoints(watched(copiedHere), { file, copyAt: 100, restMax: 20 })
  let longest = 0
  for (let { log } = logState(); log >= longest; log = logState().log) {
    longest = log
    note(5)
    checkpoints.look()
    await nextTurn()
  }
  expect(longest).toBeGreaterThan(100)
  expect(Math.max(...copiedHere)).toBeLessThanOrEqual(20)
  await checkpoints.close()
})

test('a short log is left alone', async () => {
  const checkpoints = createCheckpoints(connection, { file, copyAt: 100, restMax: 20 })
  note(15)
  checkpoints.look()
  await checkpoints.close()
  expect(logState()).toMatchObject({ checkpointed: 0 })
})

test('closed while the log is being copied, the store has everything', async () => {
  const checkpoints = createCheckpoints(connection, { file, copyAt: 100, restMax: 20 })
  note(2_000)
  checkpoints.look()
  await checkpoints.close()
  connection.db.close()
  const { db } = openConnection(file, { readOnly: true })
  expect(db.prepare('SELECT count(*) AS notes FROM notes').get()).toEqual({ notes: 2_000 })
  db.close()
})

test('a thread that cannot open the store leaves the log to SQLite, and closing goes on', async () => {
  const checkpoints = createCheckpoints(connection, { file: join(directory, 'none', 'store.db'), copyAt: 1 })
  note(300)
  checkpoints.look()
  await checkpoints.close()
  checkpoints.look()
  await checkpoints.close()
  expect(logState()).toMatchObject({ checkpointed: 0 })
})

/** Writes rows of about a page each in one transaction. */
function note(rows: number): void {
  connection.db.exec('BEGIN')
  for (let row = 0; row < rows; row += 1) connection.prepare('INSERT INTO notes VALUES (?)').run('x'.repeat(3_500))
  connection.db.exec('COMMIT')
}

function logState(): { log: number; checkpointed: number } {
  return connection.prepare('PRAGMA wal_checkpoint(NOOP)').get() as unknown as { log: number; checkpointed: number }
}

/** Notes how many pages were left to copy whenever this thread copied them. */
function watched(copied: number[]): Connection {
  return {
    ...connection,
    prepare(sql) {
      const statement = connection.prepare(sql)
      if (!sql.includes('PASSIVE')) return statement
      return Object.assign(Object.create(statement), {
        get() {
          const { log, checkpointed } = logState()
          copied.push(log - checkpointed)
          return statement.get()
        },
      })
    },
  }
}
