import { createHash } from 'node:crypto'
import type { Phones } from '../phone/phones.ts'
import type { WorldStore } from '../store.ts'

/** A WhatsApp account: a number and the LID that stands for it. Every number on WhatsApp has one; nothing else makes one. */
export interface Account {
  realm: string
  number: string
  lid: string
}

export const LINKED_DEVICES_MAX = 4

/** A companion linked to an account. It is known by its noise key; `device` numbers are never used twice. */
export interface Companion {
  realm: string
  number: string
  device: number
  keyIndex: number
  linkedAt: number
  noiseKey: Buffer
  identity: Buffer
  registrationId: number
  signedPreKey: SignedPreKey
  /** Whether the phone has sent its history to it. */
  bootstrapped: boolean
}

export interface SignedPreKey {
  id: number
  value: Buffer
  signature: Buffer
}

/** Which companion: the part of it that names it. */
export type CompanionAddress = Pick<Companion, 'realm' | 'number' | 'device'>

/** Accounts and the devices linked to them. Every read sees the last write; nothing is kept outside the store. */
export interface Directory {
  /** The account of a number, or nothing when the number is not on WhatsApp. */
  account(realm: string, number: string): Account | undefined
  accountByLid(realm: string, lid: string): Account | undefined
  companions(realm: string, number: string): Companion[]
  companion(address: CompanionAddress): Companion | undefined
  /** The realm of the link comes from the key; a companion may return through any address. */
  companionByNoiseKey(noiseKey: Uint8Array): Companion | undefined
  link(companion: Omit<Companion, 'device' | 'keyIndex' | 'bootstrapped'>, issued: IssuedDevice): Companion
  /** The numbers the next companion of an account gets; taken even if its pairing fails. */
  issueDevice(realm: string, number: string): IssuedDevice
  update(companion: Companion): void
  unlink(address: CompanionAddress): void
  addPreKeys(address: CompanionAddress, keys: { id: number; value: Buffer }[]): void
  /** One one-time key, never handed out again, and how many are left. */
  takePreKey(address: CompanionAddress): { key: { id: number; value: Buffer } | undefined; left: number }
  countPreKeys(address: CompanionAddress): number
}

export interface IssuedDevice {
  device: number
  keyIndex: number
}

/** Numbers with this end are on nobody's phone, unless a phone was made with such a number. */
export const NOT_ON_WHATSAPP_END = '0000'

export function openDirectory(store: WorldStore, phones: Phones): Directory {
  const directory: Directory = {
    account(realm, number) {
      const known = store.get<Account>('md.account', `${realm}/${number}`)
      if (known) return known
      if (number.endsWith(NOT_ON_WHATSAPP_END) && !phones.find(realm, number)) return undefined
      const account: Account = { realm, number, lid: lidOf(realm, number) }
      store.transaction(() => {
        store.set('md.account', `${realm}/${number}`, account)
        store.set('md.lid', `${realm}/${account.lid}`, number)
      })
      return account
    },
    accountByLid(realm, lid) {
      const number = store.get<string>('md.lid', `${realm}/${lid}`)
      return number === undefined ? undefined : directory.account(realm, number)
    },
    companions: (realm, number) => store.list<Companion>('md.companion', `${realm}/${number}/`).map((row) => row.value),
    companion: (address) => store.get<Companion>('md.companion', companionKey(address)),
    companionByNoiseKey(noiseKey) {
      const address = store.get<CompanionAddress>('md.noise', Buffer.from(noiseKey).toString('hex'))
      return address && directory.companion(address)
    },
    issueDevice(realm, number) {
      const last = store.get<number>('md.last-device', `${realm}/${number}`) ?? 0
      store.set('md.last-device', `${realm}/${number}`, last + 1)
      return { device: last + 1, keyIndex: last + 1 }
    },
    link(linked, issued) {
      const companion: Companion = { ...linked, ...issued, bootstrapped: false }
      const { realm, number, device } = companion
      store.transaction(() => {
        store.set('md.companion', companionKey(companion), companion)
        store.set('md.noise', companion.noiseKey.toString('hex'), { realm, number, device })
      })
      return companion
    },
    update: (companion) => store.set('md.companion', companionKey(companion), companion),
    unlink(address) {
      const companion = directory.companion(address)
      if (!companion) return
      store.transaction(() => {
        store.delete('md.companion', companionKey(address))
        store.delete('md.noise', companion.noiseKey.toString('hex'))
        for (const kind of ['md.pre-key', 'md.queue']) {
          for (const { key } of store.list(kind, `${companionKey(address)}/`)) store.delete(kind, key)
        }
      })
    },
    addPreKeys(address, keys) {
      store.transaction(() => {
        for (const key of keys) store.set('md.pre-key', preKeyKey(address, key.id), key)
      })
    },
    takePreKey(address) {
      const stock = store.list<{ id: number; value: Buffer }>('md.pre-key', `${companionKey(address)}/`)
      const first = stock[0]
      if (first) store.delete('md.pre-key', first.key)
      return { key: first?.value, left: Math.max(0, stock.length - 1) }
    },
    countPreKeys: (address) => store.list('md.pre-key', `${companionKey(address)}/`).length,
  }
  return directory
}

export function companionKey({ realm, number, device }: CompanionAddress): string {
  return `${realm}/${number}/${String(device).padStart(6, '0')}`
}

function preKeyKey(address: CompanionAddress, id: number): string {
  return `${companionKey(address)}/${String(id).padStart(8, '0')}`
}

/** Fifteen digits that look nothing like the number, the same for the same person each time. */
function lidOf(realm: string, number: string): string {
  const digest = createHash('sha256').update(`lid/${realm}/${number}`).digest()
  return String(100_000_000_000_000n + (digest.readBigUInt64BE(0) % 900_000_000_000_000n))
}
