import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * The thread of `checkpoints.ts`: copies whenever it is told to, and says when it has. It ends with what goes wrong.
 * JavaScript, because taking the types away would cost the thread 17 MB.
 */
const db = new DatabaseSync(workerData.file)
if (workerData.throwaway) db.exec('PRAGMA synchronous = OFF')
const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')

parentPort.on('message', (order) => {
  if (order === 'end') {
    db.close()
    parentPort.close()
    return
  }
  copy.get()
  parentPort.postMessage('copied')
})
