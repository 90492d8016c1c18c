import type { WorldStore } from '../store.ts'
import { clearRealm } from './assets.ts'

/** One accepted send. Meta suppresses no duplicates, so a repeated call is a second entry. Numbers are digits only. */
export interface LedgerEntry {
  wamid: string
  phoneNumberId: string
  from: string
  to: string
  type: string
  text: string
  bizOpaqueCallbackData?: string | undefined
  /** What becomes of it; `code` says why it fails. */
  outcome: 'delivered' | 'failed'
  code?: number | undefined
  at: number
}

export interface Ledger {
  append(realm: string, sequence: number, entry: LedgerEntry): void
  /** It turned out later that it fails. */
  fail(realm: string, wamid: string, code: number): void
  /** Oldest first. */
  list(realm: string): LedgerEntry[]
  clear(realm: string): void
}

export function openLedger(store: WorldStore): Ledger {
  return {
    append: (realm, sequence, entry) =>
      store.set('graph.send', `${realm}/${String(sequence).padStart(12, '0')}`, entry),
    fail(realm, wamid, code) {
      const found = store.list<LedgerEntry>('graph.send', `${realm}/`).findLast(({ value }) => value.wamid === wamid)
      if (found) store.set('graph.send', found.key, { ...found.value, outcome: 'failed', code })
    },
    list: (realm) => store.list<LedgerEntry>('graph.send', `${realm}/`).map((row) => row.value),
    clear: (realm) => clearRealm(store, 'graph.send', realm),
  }
}
