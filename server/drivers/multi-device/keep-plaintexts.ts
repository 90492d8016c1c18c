import type { BinaryNode, SignalDataSet, SocketConfig } from 'baileys'
import type { Inbox, InboxEntry } from './inbox.ts'
import type { Baileys } from './load-baileys.ts'

export interface KeepingParts {
  baileys: Baileys
  inbox: Inbox
  /** The stanza a ciphertext came in. */
  stanzaOf(ciphertext: Uint8Array): BinaryNode | undefined
  /** Whether anybody is to be told of it. */
  concerns(entry: Pick<InboxEntry, 'attrs' | 'plain'>): boolean
}

/**
 * Baileys' own Signal repository, except that what a message held is written in the very transaction that uses up its
 * key. Baileys acknowledges a message only after that.
 */
export function keepPlaintexts({ baileys, inbox, ...parts }: KeepingParts): SocketConfig['makeSignalRepository'] {
  return (auth, logger, numberToLid) => {
    const repository = baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, numberToLid)
    const { keys } = auth
    if (!('transaction' in keys)) throw new Error('Baileys handed over a key store without transactions')

    async function openAndKeep(
      sealed: Parameters<typeof repository.decryptMessage>[0],
      { attrs }: BinaryNode,
    ): Promise<{ padded: Uint8Array; entry: InboxEntry | undefined }> {
      const padded = await repository.decryptMessage(sealed)
      const plain = wanted(attrs, padded)
      if (!plain) return { padded, entry: undefined }
      const entry = inbox.entry(attrs, plain)
      await keys.set({ [inboxType]: { [entry.id]: entry } } as SignalDataSet)
      return { padded, entry }
    }

    /** Padding that is none belongs to no message. */
    function wanted(attrs: BinaryNode['attrs'], padded: Uint8Array): Buffer | undefined {
      try {
        const plain = Buffer.from(baileys.unpadRandomMax16(padded))
        return parts.concerns({ attrs, plain }) ? plain : undefined
      } catch {
        return undefined
      }
    }

    return {
      ...repository,
      async decryptMessage(sealed) {
        const stanza = parts.stanzaOf(sealed.ciphertext)
        if (!stanza) return repository.decryptMessage(sealed)
        try {
          // Baileys' own transaction of a decryption joins this one, which is for the same chat.
          const { padded, entry } = await keys.transaction(() => openAndKeep(sealed, stanza), sealed.jid)
          if (entry) inbox.kept(entry)
          return padded
        } catch (error) {
          // Its key is used up, because a process that died afterwards had opened it: what it held is here.
          const known = inbox.find(stanza.attrs)
          if (known?.plain) return withPadding(known.plain)
          throw error
        }
      },
    }
  }
}

/** Type of the rows, beside those of the Signal keys; Baileys writes any type it is given. */
export const inboxType = 'inbox'

function withPadding(plain: Buffer): Uint8Array {
  return Buffer.concat([plain, Buffer.from([1])])
}
