import { Worker } from 'node:worker_threads'
import type { Connection } from './connection.ts'

/** Brings what the log holds into the store's file. */
export interface Checkpoints {
  /** Sees whether there is enough to be copied. Called between transactions, after a commit. */
  look(): void
  /** Resolves when nothing is being copied any more. */
  close(): Promise<void>
}

export interface CheckpointOptions {
  file: string
  /** Copying does not wait for the disk. */
  throwaway?: boolean
  /** Pages the log holds before they are copied. */
  copyAt?: number
  /** So few are copied here and now, so that the log can begin anew. */
  restMax?: number
}

/**
 * Copies in a thread of its own, because it takes tens of milliseconds and waits for the disk twice. What is committed in the
 * meantime is left for another turn, until so little is left that it is done between two transactions: a log begins anew
 * only when all of it is copied. The thread starts when there is something to copy for the first time.
 */
export function createCheckpoints(
  { prepare }: Connection,
  { file, throwaway = false, copyAt = 4_000, restMax = 200 }: CheckpointOptions,
): Checkpoints {
  const state = prepare('PRAGMA wal_checkpoint(NOOP)')
  const copyRest = prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let thread: Worker | undefined
  let copying = false
  /** SQLite copies by itself then, when the log has become very long. */
  let broken = false

  function start(): Worker {
    const source = new URL('./checkpoint-thread.js', import.meta.url)
    const started = new Worker(source, { workerData: { file, throwaway }, execArgv: [] })
    started.on('message', () => {
      copying = false
    })
    started.on('error', () => {
      broken = true
    })
    started.on('exit', () => {
      thread = undefined
    })
    started.unref()
    return started
  }

  /** What cannot be copied now (the disk is full) stays in the log. */
  function copyHere(): void {
    try {
      copyRest.get()
    } catch {
      broken = true
    }
  }

  return {
    look() {
      if (copying || broken) return
      const { log, checkpointed } = state.get() as unknown as { log: number; checkpointed: number }
      const rest = log - checkpointed
      if (rest < (checkpointed === 0 ? copyAt : 1)) return
      if (checkpointed > 0 && rest <= restMax) {
        copyHere()
        return
      }
      thread ??= start()
      copying = true
      thread.postMessage('copy')
    },
    async close() {
      if (!thread) return
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      thread.once('exit', () => resolve()).ref()
      thread.postMessage('end')
      await ended
    },
  }
}
