import type { WorldStore } from '../store.ts'
import { clearRealm } from './assets.ts'

const WINDOW_MS = 24 * 3_600_000

/** The customer service windows: 24 hours of world time from a person's last message to a number. */
export interface Windows {
  open(realm: string, phoneNumberId: string, person: string, now: number): void
  isOpen(realm: string, phoneNumberId: string, person: string, now: number): boolean
  clear(realm: string): void
}

export function openWindows(store: WorldStore): Windows {
  return {
    open(realm, phoneNumberId, person, now) {
      store.set('graph.window', `${realm}/${phoneNumberId}/${person}`, now)
    },
    isOpen(realm, phoneNumberId, person, now) {
      const openedAt = store.get<number>('graph.window', `${realm}/${phoneNumberId}/${person}`)
      return openedAt !== undefined && now - openedAt < WINDOW_MS
    },
    clear: (realm) => clearRealm(store, 'graph.window', realm),
  }
}
