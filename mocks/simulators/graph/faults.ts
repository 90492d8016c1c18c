import type { WorldStore } from '../store.ts'
import { clearRealm } from './assets.ts'
import type { GraphIds } from './ids.ts'

/**
 * What goes wrong with API calls of a realm. `down` answers that the service is unavailable (131016: nothing was taken),
 * `hang` reads and never answers, `cut` reads and cuts the connection, `error` answers with a Graph error, `lost` does the
 * work and cuts the connection in place of the answer.
 */
export interface GraphFault {
  kind: 'down' | 'hang' | 'cut' | 'error' | 'lost'
  /** HTTP status of an `error`; by default the usual one of its code. */
  status?: number | undefined
  /** Graph code of an `error`; by default 131000. */
  code?: number | undefined
  /** How many calls it hits; without it, all until the faults are cleared. */
  times?: number | undefined
}

export interface GraphFaults {
  add(realm: string, fault: GraphFault): string
  /** The fault the next call of the realm meets, counted as met. */
  meet(realm: string): GraphFault | undefined
  clear(realm: string): void
}

export function openFaults(store: WorldStore, ids: GraphIds): GraphFaults {
  // Nearly always nothing is wrong, and every call asks.
  const troubled = new Set(store.list('graph.fault').map(({ key }) => key.slice(0, key.lastIndexOf('/'))))
  return {
    add(realm, fault) {
      troubled.add(realm)
      const id = `fault_${String(ids.next()).padStart(12, '0')}`
      store.set('graph.fault', `${realm}/${id}`, fault)
      return id
    },
    meet(realm) {
      if (!troubled.has(realm)) return undefined
      const [first] = store.list<GraphFault>('graph.fault', `${realm}/`)
      if (!first) {
        troubled.delete(realm)
        return undefined
      }
      const { times } = first.value
      if (times !== undefined && times <= 1) store.delete('graph.fault', first.key)
      else if (times !== undefined) store.set('graph.fault', first.key, { ...first.value, times: times - 1 })
      return first.value
    },
    clear: (realm) => clearRealm(store, 'graph.fault', realm),
  }
}
