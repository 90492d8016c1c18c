import type { AuthenticationCreds, CacheStore, SignalDataSet, SignalDataTypeMap, SignalKeyStore } from 'baileys'
import type { CompanyId } from '../../domain/ids.ts'
import type { Storage, Tables } from '../../domain/ports/storage.ts'
import type { Vault } from '../../domain/ports/vault.ts'
import { createInbox, type Inbox, type InboxEntry } from './inbox.ts'
import { inboxType } from './keep-plaintexts.ts'
import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'

/**
 * The stored link of one companion: credentials and Signal keys, every value sealed. The owner is
 * `session:ID` while pairing and `channel:ID` afterwards.
 */
export interface LinkStore {
  /** One object for all sockets of the link: Baileys changes it in place. */
  readonly creds: AuthenticationCreds
  readonly keys: SignalKeyStore
  /** What came and is not told yet, this process's and what an earlier one left. */
  readonly inbox: Inbox
  /** Writes an entry of its own accord, where no key is used up with it. */
  keep(entry: InboxEntry): Promise<void>
  /** The number behind a LID, as far as WhatsApp has told. */
  numberOfLid(lid: string): Promise<string | undefined>
  /** Writes the credentials as they are; several calls at once share a write. Resolves once they are durable. */
  save(): Promise<void>
  /** Keeps something beside the keys; null forgets it. */
  note(type: NoteType, id: string, value: unknown): Promise<void>
  noted<Value>(type: NoteType, id: string): Promise<Value | undefined>
  /** By id; values still sealed. */
  notes(type: NoteType): Promise<Map<string, string>>
  /** Gives everything to another owner, in one transaction with `also`. */
  moveTo(owner: string, also: (tables: Tables) => Promise<void>): Promise<void>
  /** Waits for writes under way; later ones are dropped, so that what comes next under this owner is left alone. */
  release(): Promise<void>
  /** Deletes everything; later writes of a socket that is still ending are dropped. */
  clear(): Promise<void>
}

/**
 * `spelling`: known digits → those a number was written as. `chat`: digits → the JID a customer writes from, where it is
 * no number. `sent.DAY`: id → a media message as it was sent.
 */
export type NoteType = 'spelling' | 'chat' | `sent.${number}`

export interface LinkStoreParts {
  storage: Storage
  vault: Vault
  baileys: Baileys
}

/** The stored link of an owner; without one, new credentials when `create` is set, else undefined. */
export async function openLinkStore(
  { storage, vault, baileys }: LinkStoreParts,
  company: CompanyId,
  initialOwner: string,
  { create }: { create: boolean },
): Promise<LinkStore | undefined> {
  let owner = initialOwner
  let gone = false
  let dirty = false
  let saving: Promise<void> | undefined
  const underWay = new Set<Promise<void>>()

  const stored = (await storage.read.links.get(owner, 'creds', ['creds'])).get('creds')
  if (stored === undefined && !create) return undefined
  const creds = stored === undefined ? baileys.initAuthCreds() : readCreds(stored)
  const left = [...(await storage.read.links.list(owner, inboxType))].map(
    ([id, sealed]) => unseal(inboxType, id, sealed) as InboxEntry,
  )

  function readCreds(sealed: string): AuthenticationCreds {
    return unseal('creds', 'creds', sealed) as AuthenticationCreds
  }

  function unseal(type: string, id: string, sealed: string): unknown {
    return JSON.parse(vault.open(sealed, sealContext(company, type, id)), baileys.BufferJSON.reviver)
  }

  function entry(type: string, id: string, value: unknown): { type: string; id: string; value: string | null } {
    if (value === null || value === undefined) return { type, id, value: null }
    const text = JSON.stringify(value, baileys.BufferJSON.replacer)
    return { type, id, value: vault.seal(text, sealContext(company, type, id)) }
  }

  async function write(entries: { type: string; id: string; value: string | null }[]): Promise<void> {
    if (entries.length === 0) return
    const writing = storage.transaction(async (tables) => {
      if (!gone) await tables.links.set(owner, entries)
    })
    underWay.add(writing)
    try {
      await writing
    } finally {
      underWay.delete(writing)
    }
  }

  async function drain(): Promise<void> {
    try {
      while (dirty) {
        dirty = false
        await write([entry('creds', 'creds', creds)])
      }
    } finally {
      saving = undefined
    }
  }

  const keys: SignalKeyStore = {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[T] } = {}
      for (let start = 0; start < ids.length; start += idsPerRead) {
        const rows = await storage.read.links.get(owner, type, ids.slice(start, start + idsPerRead))
        for (const [id, sealed] of rows) {
          const value = unseal(type, id, sealed)
          const isAppStateKey = type === 'app-state-sync-key'
          found[id] = (
            isAppStateKey ? baileys.proto.Message.AppStateSyncKeyData.fromObject(value as object) : value
          ) as SignalDataTypeMap[T]
        }
      }
      return found
    },
    async set(data: SignalDataSet) {
      const entries = Object.entries(data).flatMap(([type, values]) =>
        Object.entries(values ?? {}).map(([id, value]) => entry(type, id, value)),
      )
      await write(entries)
    },
  }

  const store: LinkStore = {
    creds,
    keys: baileys.makeCacheableSignalKeyStore(keys, undefined, keyCache()),
    inbox: createInbox(left, (ids) => write(ids.map((id) => entry(inboxType, id, null)))),
    keep: (kept) => write([entry(inboxType, kept.id, kept)]),
    async numberOfLid(lid) {
      const id = `${lid}_reverse`
      return (await store.keys.get('lid-mapping', [id]))[id]
    },
    save() {
      dirty = true
      saving ??= drain()
      return saving
    },
    note: (type, id, value) => write([entry(type, id, value)]),
    async noted<Value>(type: NoteType, id: string) {
      const sealed = (await storage.read.links.get(owner, type, [id])).get(id)
      return sealed === undefined ? undefined : (unseal(type, id, sealed) as Value)
    },
    notes: (type) => storage.read.links.list(owner, type),
    async moveTo(next, also) {
      const from = owner
      try {
        await storage.transaction(async (tables) => {
          await tables.links.move(from, next)
          await also(tables)
          // Writes queue behind this transaction, so the next one already belongs to the new owner.
          owner = next
        })
      } catch (error) {
        owner = from
        throw error
      }
    },
    async release() {
      await Promise.allSettled(underWay)
      gone = true
    },
    async clear() {
      gone = true
      await storage.transaction((tables) => tables.links.clear(owner))
    },
  }
  if (stored === undefined) await store.save()
  return store
}

/** Binds a sealed value to its company and place; not to its owner, so that a link can move. */
export function sealContext(company: CompanyId, type: string, id: string): string {
  return `links/${company}/${type}/${id}`
}

/** Credentials that have been through a scan: the next connection logs in instead of drawing a QR. */
export function isPaired(creds: AuthenticationCreds): boolean {
  return creds.me !== undefined
}

/** Remembers keys, and nothing that is read once at most. */
function keyCache(): CacheStore {
  const cache = createMemoryCache(cachedKeys, keyCacheTtlMs)
  return { ...cache, set: (key, value) => (key.startsWith(`${inboxType}.`) ? undefined : cache.set(key, value)) }
}

const idsPerRead = 200
/** Kept small: the 812 pre-keys of a first login are needed once each. */
const cachedKeys = 200
const keyCacheTtlMs = 300_000
