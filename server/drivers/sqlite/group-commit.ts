import type { Connection } from './connection.ts'

/** Transactions that share one commit, at most. */
const groupMax = 200
/** A transaction that holds the store longer awaits something besides its tables. */
const stuckAfterMs = 10_000

export interface GroupCommit {
  /** Resolves with what `run` returned once it is committed. */
  transaction<T>(run: () => Promise<T>): Promise<T>
  /** Refuses new transactions and resolves when those waiting are settled. */
  drain(): Promise<void>
}

interface Waiting {
  run(): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface GroupHooks {
  /** Called after each commit, before its transactions are settled. */
  committed?(): void
  /** Called after that, once nobody waits for it any more. */
  settled?(): void
}

/**
 * Runs all transactions that wait at a turn of the event loop inside one
 * `BEGIN IMMEDIATE … COMMIT`, one after the other, each in a savepoint of its own: one
 * that throws is undone and rejects alone. Nobody learns an outcome before the commit.
 */
export function createGroupCommit({ db, prepare }: Connection, { committed, settled }: GroupHooks = {}): GroupCommit {
  const begin = prepare('BEGIN IMMEDIATE')
  const commit = prepare('COMMIT')
  const rollback = prepare('ROLLBACK')
  const savepoint = prepare('SAVEPOINT one')
  const release = prepare('RELEASE one')
  const rollbackToSavepoint = prepare('ROLLBACK TO one')

  let queue: Waiting[] = []
  let busy = false
  let closed = false
  let drained: (() => void) | undefined

  function schedule(): void {
    if (busy) return
    busy = true
    setImmediate(() => {
      void commitGroup(takeGroup()).finally(() => {
        busy = false
        if (queue.length > 0) schedule()
        else drained?.()
      })
    })
  }

  function takeGroup(): Waiting[] {
    const group = queue.slice(0, groupMax)
    queue = queue.slice(groupMax)
    return group
  }

  async function commitGroup(group: Waiting[]): Promise<void> {
    const outcomes: (() => void)[] = []
    const stuck = setTimeout(rejectQueue, stuckAfterMs)
    try {
      begin.run()
      for (const one of group) outcomes.push(await attempt(one))
      commit.run()
      committed?.()
    } catch (error) {
      if (db.isTransaction) rollback.run()
      for (const { reject } of group) reject(error)
      return
    } finally {
      clearTimeout(stuck)
    }
    for (const tell of outcomes) tell()
    settled?.()
  }

  /** Runs one transaction and returns how to tell its caller. Throws when the whole group is lost. */
  async function attempt(one: Waiting): Promise<() => void> {
    savepoint.run()
    try {
      const value = await one.run()
      release.run()
      return () => one.resolve(value)
    } catch (error) {
      // Full disks and I/O errors make SQLite end the whole transaction by itself.
      if (!db.isTransaction) throw error
      rollbackToSavepoint.run()
      release.run()
      return () => one.reject(error)
    }
  }

  // Frees a transaction that waits for another one (it can never be reached), and its queue with it.
  function rejectQueue(): void {
    const blocked = queue
    queue = []
    const why = `the store has been held for ${stuckAfterMs / 1000} s by a transaction that awaits more than its tables`
    for (const { reject } of blocked) reject(new Error(why))
  }

  return {
    transaction<T>(run: () => Promise<T>) {
      if (closed) return Promise.reject(new Error('the store is closed'))
      return new Promise<T>((resolve, reject) => {
        queue.push({ run, resolve: (value) => resolve(value as T), reject })
        schedule()
      })
    },
    drain() {
      closed = true
      if (!busy) return Promise.resolve()
      return new Promise((resolve) => {
        drained = resolve
      })
    },
  }
}
