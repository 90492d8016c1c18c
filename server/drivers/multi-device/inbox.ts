import type { BinaryNode } from 'baileys'

/** A message as it came: what its stanza said of it, and the protobuf that was inside (null where nothing can be). */
export interface InboxEntry {
  /** Sorts by arrival. */
  id: string
  attrs: BinaryNode['attrs']
  plain: Buffer | null
}

/**
 * Messages that came and are not told yet. An entry is stored in the transaction that uses up the key it was opened
 * with, before WhatsApp hears that it arrived, so a process killed at any moment finds it here or gets it again.
 */
export interface Inbox {
  /** An entry to be written; `kept` follows when it is. */
  entry(attrs: BinaryNode['attrs'], plain: Uint8Array | null): InboxEntry
  /** It is durable: whoever follows is told. */
  kept(entry: InboxEntry): void
  /** What a message held that came before under this id and is not told yet. */
  find(attrs: BinaryNode['attrs']): InboxEntry | undefined
  /** Tells what is waiting, in order, and from then on what comes. There is one follower at a time. Returns the function that stops it. */
  follow(take: (entry: InboxEntry) => void): () => void
  /** The domain has it. */
  forget(entry: InboxEntry): void
}

/** @param left what an earlier process did not get to tell, in order */
export function createInbox(left: InboxEntry[], remove: (ids: string[]) => Promise<void>): Inbox {
  const untold = new Map(left.map((entry) => [entry.id, entry]))
  const waiting = [...left]
  const spent: string[] = []
  let follower: ((entry: InboxEntry) => void) | undefined
  let isRemoving = false
  let last = Number(left.at(-1)?.id ?? 0)

  async function removeSpent(): Promise<void> {
    if (isRemoving) return
    isRemoving = true
    try {
      while (spent.length > 0) await remove(spent.splice(0))
    } catch {
      // It is told again after the next start, and known to the domain then.
    } finally {
      isRemoving = false
    }
  }

  return {
    entry(attrs, plain) {
      last = Math.max(last + 1, Date.now() * perMs)
      return { id: String(last).padStart(idDigits, '0'), attrs, plain: plain && Buffer.from(plain) }
    },
    kept(entry) {
      untold.set(entry.id, entry)
      if (follower) follower(entry)
      else waiting.push(entry)
    },
    find({ id, from }) {
      for (const entry of untold.values()) if (entry.attrs.id === id && entry.attrs.from === from) return entry
      return undefined
    },
    follow(take) {
      follower = take
      for (const entry of waiting.splice(0)) take(entry)
      return () => {
        if (follower === take) follower = undefined
      }
    },
    forget({ id }) {
      untold.delete(id)
      spent.push(id)
      void removeSpent()
    },
  }
}

/** Ids are microseconds, counted on where several fall into one. */
const perMs = 1_000
const idDigits = 17
