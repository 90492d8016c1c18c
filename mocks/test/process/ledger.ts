import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LedgerEntry } from '../../simulators/graph/ledger.ts'

/** Every send the simulated Graph accepted, read from the data of a world that runs in another process. */
export function readLedger(dataDirectory: string): LedgerEntry[] {
  const db = new DatabaseSync(join(dataDirectory, 'world', 'world.db'), { readOnly: true })
  try {
    const rows = db.prepare("SELECT value FROM state WHERE kind = 'graph.send' ORDER BY key").all()
    return rows.map((row) => JSON.parse(String(row.value)) as LedgerEntry)
  } finally {
    db.close()
  }
}
