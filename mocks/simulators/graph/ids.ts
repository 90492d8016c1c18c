import { hash, randomBytes } from 'node:crypto'
import type { WorldStore } from '../store.ts'

/** Everything the simulator makes up: under one seed and one order of calls always the same, never twice in one world. */
export interface GraphIds {
  /** Grows by one per call, over restarts too (which skip some). */
  next(): number
  /** A decimal Graph id of 15 digits. */
  graphId(): string
  /** A business token; the same for the same words under one seed. */
  tokenFor(...words: string[]): string
  /** A fresh opaque text. */
  opaque(length: number): string
  /** Message ids in Meta's form; `user` is the person's number, digits only. */
  businessWamid(user: string): string
  customerWamid(user: string): string
  /** A US number nobody of this world has been given before, digits only. */
  phoneNumber(): string
  /** A business-scoped user id, stable per number. */
  userId(number: string): string
}

const BLOCK = 1000
const FRESH_NUMBERS = 8_000_000

/** @param seed without one the world draws its own and keeps it */
export function openGraphIds(store: WorldStore, seed?: string): GraphIds {
  const kept = seed ?? store.get<string>('graph.meta', 'seed') ?? randomBytes(16).toString('hex')
  if (seed === undefined) store.set('graph.meta', 'seed', kept)
  // A rolled-back transaction may have taken the newest reservation with it.
  const stored = store.get<number>('graph.meta', 'sequence')
  let last = stored === undefined ? 0 : stored + BLOCK
  let reserved = last

  function next(): number {
    last += 1
    if (last > reserved) {
      reserved = last + BLOCK
      store.set('graph.meta', 'sequence', reserved)
    }
    return last
  }
  function derive(...words: (string | number)[]): string {
    return hash('sha256', [kept, ...words].join('\u0000'), 'hex')
  }

  return {
    next,
    graphId: () => `1${decimal(derive('id', next()), 14)}`,
    tokenFor: (...words) => `EAAT${base62(derive('token', ...words) + derive('token2', ...words), 80)}`,
    opaque: (length) => base62(derive('opaque', next()).repeat(Math.ceil(length / 32)), length),
    businessWamid: (user) => wamid(user, 0x11, derive('wamid', next()).slice(0, 18).toUpperCase()),
    customerWamid: (user) => wamid(user, 0x12, `3A${derive('wamid', next()).slice(0, 18).toUpperCase()}`),
    phoneNumber() {
      const count = store.get<number>('graph.meta', 'numbers') ?? 0
      store.set('graph.meta', 'numbers', count + 1)
      return `1555${2_000_000 + ((count * 4_999_999 + 1) % FRESH_NUMBERS)}`
    },
    userId: (number) => `US.${decimal(derive('user', number), 20)}`,
  }
}

/** Length-prefixed fields: the person's number, the direction (0x11 business, 0x12 customer), the id. */
function wamid(user: string, direction: number, id: string): string {
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, user.length]),
    Buffer.from(user),
    Buffer.from([0x15, 0x02, 0x00, direction, 0x18, id.length]),
    Buffer.from(id),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}

function decimal(hex: string, length: number): string {
  return BigInt(`0x${hex}`).toString().slice(-length).padStart(length, '7')
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function base62(hex: string, length: number): string {
  const bytes = Buffer.from(hex, 'hex')
  return Array.from({ length }, (_, index) => ALPHABET[((bytes[index % bytes.length] ?? 0) + index) % 62]).join('')
}
