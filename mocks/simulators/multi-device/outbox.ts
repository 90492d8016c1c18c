import type { BinaryNode } from 'baileys'
import type { WorldStore } from '../store.ts'
import type { Connection } from './connection.ts'
import { type CompanionAddress, companionKey, type Directory } from './directory.ts'

/**
 * What is on its way to companions. A stanza stays stored until its companion has acknowledged it, so a companion
 * that was offline, or died halfway, gets it at its next login.
 */
export interface Outbox {
  /** Stores a stanza (message, receipt or notification) for a companion that is still linked. `flush` hands it over. */
  put(address: CompanionAddress, stanza: BinaryNode): void
  /** Sends what this connection has not had yet. @returns how many */
  flush(connection: Connection, address: CompanionAddress, marks?: Record<string, string>): number
  /** The companion acknowledged it. */
  settle(address: CompanionAddress, tag: string, id: string | undefined): void
  forget(address: CompanionAddress): void
}

interface Entry {
  key: string
  stanza: BinaryNode
  sentOn: Connection | undefined
}

export function openOutbox(store: WorldStore, directory: Directory): Outbox {
  const waiting = new Map<string, Entry[]>()
  let order = 0

  function entriesOf(address: CompanionAddress): Entry[] {
    const owner = companionKey(address)
    let entries = waiting.get(owner)
    if (!entries) {
      const stored = store.list<BinaryNode>('md.queue', `${owner}/`)
      entries = stored.map(({ key, value }) => ({ key, stanza: value, sentOn: undefined }))
      waiting.set(owner, entries)
    }
    return entries
  }

  return {
    put(address, stanza) {
      if (!directory.companion(address)) return
      const entries = entriesOf(address)
      order += 1
      const key = `${companionKey(address)}/${String(Date.now()).padStart(15, '0')}-${String(order).padStart(9, '0')}`
      store.set('md.queue', key, stanza)
      entries.push({ key, stanza, sentOn: undefined })
    },
    flush(connection, address, marks) {
      const due = entriesOf(address).filter((entry) => entry.sentOn !== connection)
      for (const entry of due) {
        entry.sentOn = connection
        const { stanza } = entry
        connection.send(marks ? { ...stanza, attrs: { ...stanza.attrs, ...marks } } : stanza)
      }
      return due.length
    },
    settle(address, tag, id) {
      const entries = entriesOf(address)
      const at = entries.findIndex(({ stanza, sentOn }) => sentOn && stanza.tag === tag && stanza.attrs.id === id)
      const [entry] = at < 0 ? [] : entries.splice(at, 1)
      if (entry) store.delete('md.queue', entry.key)
    },
    forget(address) {
      waiting.delete(companionKey(address))
      for (const { key } of store.list('md.queue', `${companionKey(address)}/`)) store.delete('md.queue', key)
    },
  }
}
