import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'

/** Under which JID each customer writes, where it is no number: read receipts go there. */
export interface Chats {
  note(digits: string, jid: string): Promise<void>
}

export function createChats(baileys: Baileys, store: Pick<LinkStore, 'note' | 'noted'>): Chats {
  const known = createMemoryCache(2_000, 86_400_000)
  return {
    async note(digits, jid) {
      const byLid = baileys.isLidUser(jid) ? jid : null
      const before = (await known.get<string | null>(digits)) ?? (await store.noted<string>('chat', digits)) ?? null
      if (before !== byLid) await store.note('chat', digits, byLid)
      if (byLid !== null) await known.set(digits, byLid)
      else await known.del(digits)
    },
  }
}
