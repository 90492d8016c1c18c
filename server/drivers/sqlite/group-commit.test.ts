import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Connection, openConnection } from './connection.ts'
import { createGroupCommit } from './group-commit.ts'

let directory: string
let connection: Connection

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-commit-'))
  connection = openConnection(join(directory, 'store.db'), { readOnly: false })
  connection.db.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)')
})

afterEach(() => {
  vi.useRealTimers()
  connection.db.close()
  rmSync(directory, { recursive: true })
})

test('transactions that wait together share a commit, at most 200 of them', async () => {
  const commits = createGroupCommit(watched())
  await Promise.all(Array.from({ length: 450 }, (_, index) => commits.transaction(() => note(index))))
  expect(ran.filter((sql) => sql === 'COMMIT')).toHaveLength(3)
  expect(notes()).toHaveLength(450)
})

test('nobody learns an outcome before the commit', async () => {
  const order: string[] = []
  const commits = createGroupCommit(watched((sql) => sql === 'COMMIT' && order.push('commit')))
  await Promise.allSettled([
    commits.transaction(() => note(1)).then(() => order.push('resolved')),
    commits
      .transaction(async () => {
        throw new Error('refused')
      })
      .catch(() => order.push('rejected')),
  ])
  expect(order).toEqual(['commit', 'resolved', 'rejected'])
})

test('a commit that fails rejects the whole group and leaves nothing; the next group works', async () => {
  let broken = true
  const commits = createGroupCommit(
    watched((sql) => {
      if (sql === 'COMMIT' && broken) throw new Error('the disk is full')
    }),
  )
  const outcomes = await Promise.allSettled([commits.transaction(() => note(1)), commits.transaction(() => note(2))])
  expect(outcomes).toMatchObject([
    { status: 'rejected', reason: { message: 'the disk is full' } },
    { status: 'rejected', reason: { message: 'the disk is full' } },
  ])
  broken = false
  await commits.transaction(() => note(3))
  expect(notes()).toEqual(['3'])
})

test('a transaction inside a transaction is refused in the end, and the store goes on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const commits = createGroupCommit(connection)
  const entered = Promise.withResolvers<void>()
  const outer = commits.transaction(async () => {
    entered.resolve()
    await commits.transaction(() => note(1))
  })
  const refused = expect(outer).rejects.toThrow('held for 10 s by a transaction that awaits more than its tables')
  await entered.promise
  vi.advanceTimersByTime(10_000)
  await refused
  await commits.transaction(() => note(2))
  expect(notes()).toEqual(['2'])
})

test('draining waits for every group and refuses what comes later', async () => {
  const commits = createGroupCommit(connection)
  const waiting = Array.from({ length: 450 }, (_, index) => commits.transaction(() => note(index)))
  await commits.drain()
  expect(notes()).toHaveLength(450)
  await expect(commits.transaction(() => note(1))).rejects.toThrow('closed')
  await Promise.all(waiting)
  await commits.drain()
})

async function note(text: unknown): Promise<void> {
  connection.prepare('INSERT INTO notes VALUES (?)').run(String(text))
}

function notes(): string[] {
  return connection.db
    .prepare('SELECT text FROM notes')
    .all()
    .map(({ text }) => String(text))
}

let ran: string[] = []

/** The connection, telling which control statements run. */
function watched(onRun: (sql: string) => unknown = () => {}): Connection {
  ran = []
  return {
    ...connection,
    prepare(sql) {
      const statement = connection.prepare(sql)
      return new Proxy(statement, {
        get(target, property) {
          if (property !== 'run') return Reflect.get(target, property, target)
          return () => {
            ran.push(sql)
            onRun(sql)
            return target.run()
          }
        },
      })
    },
  }
}
