import type { BinaryNode } from 'baileys'
import type { Log } from '../../domain/ports/log.ts'
import { type Receipt, receiptsIn } from './from-receipt.ts'
import type { InboxEntry } from './inbox.ts'
import type { LinkStore } from './link-store.ts'
import type { WireSocket } from './socket.ts'

export interface HearingParts {
  wire: Pick<WireSocket, 'ws' | 'messageMutex' | 'receiptMutex' | 'end'>
  store: Pick<LinkStore, 'inbox' | 'keep'>
  /** Which stanza a ciphertext came in, for the key store. */
  stanzas: WeakMap<Uint8Array, BinaryNode>
  concerns(entry: Pick<InboxEntry, 'attrs' | 'plain'>): boolean
  /** Resolves when the receipts are told; not at all when nobody is there to be told. */
  receipts(receipts: Receipt[]): Promise<void>
  log: Log
}

/**
 * Sees each stanza before Baileys does. What WhatsApp forgets once it is acknowledged, and no key store sees, is made
 * durable here: it takes Baileys' own place in the queue of its kind, so Baileys acknowledges after that.
 */
export function hearStanzas({ wire, store, stanzas, concerns, receipts, log }: HearingParts): void {
  wire.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array) return
    if (frame.tag === 'receipt') hearReceipt(frame)
    if (frame.tag === 'message') hearMessage(frame)
  })

  function hearReceipt(stanza: BinaryNode): void {
    const found = receiptsIn(stanza)
    if (found.length > 0) wire.receiptMutex.mutex(() => receipts(found)).catch(giveUp)
  }

  function hearMessage(stanza: BinaryNode): void {
    for (const { tag, attrs, content } of Array.isArray(stanza.content) ? stanza.content : []) {
      const bytes = content instanceof Uint8Array ? content : undefined
      if (tag === 'enc' && bytes) stanzas.set(bytes, stanza)
      if (tag === 'plaintext' && bytes) keep(stanza, Buffer.from(bytes))
      // A photo or video to be seen once comes to the phone alone.
      if (tag === 'unavailable' && attrs.type === 'view_once') keep(stanza, null)
    }
  }

  function keep({ attrs }: BinaryNode, plain: Buffer | null): void {
    const entry = store.inbox.entry(attrs, plain)
    if (!concerns(entry)) return
    const kept = wire.messageMutex.mutex(async () => {
      await store.keep(entry)
      store.inbox.kept(entry)
    })
    kept.catch(giveUp)
  }

  /** Nothing is acknowledged any more on this connection; WhatsApp sends it again on the next one. */
  function giveUp(error: unknown): void {
    log.fault('multi_device.not_kept', error)
    wire.end(error instanceof Error ? error : new Error(String(error)))
  }
}
