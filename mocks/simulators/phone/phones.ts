import { SimulatorRefusal } from '../refusal.ts'
import { openShelf, type Shelf } from '../shelf.ts'
import type { WorldStore } from '../store.ts'
import type { ScreenContent } from './content.ts'

/** A person with a phone. `number` is digits only, without the plus. */
export interface Phone {
  realm: string
  number: string
  name: string
  /** Whether the person opens what arrives; otherwise it stays delivered. */
  reads: boolean
}

/** One message as the owner of a phone sees it. Numbers are digits only. */
export interface ChatMessage extends ScreenContent {
  id: string
  direction: 'in' | 'out'
  from: string
  to: string
  type: string
  /** What is written: the text, the caption, the body of what can be tapped on. */
  text: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  at: number
}

/** The directory of simulated phones and what is on their screens. A simulator hands over what it carried; the phone keeps it. */
export interface Phones {
  /** Adds a phone, or renames the one that is there. */
  add(realm: string, phone: { number: string; name: string; reads?: boolean | undefined }): Phone
  find(realm: string, number: string): Phone | undefined
  /** The phone behind a number a message is sent to; created when nobody has it yet. */
  reach(realm: string, number: string): Phone
  list(realm: string): Phone[]
  /** Puts an arrived message on the screen. The same id twice is one message. */
  receive(realm: string, number: string, message: Omit<ChatMessage, 'direction' | 'status'>): ChatMessage
  /** Keeps a message the person sent. */
  record(realm: string, number: string, message: Omit<ChatMessage, 'direction'>): ChatMessage
  /** Moves a message on a screen forward (sent, delivered, read); never backwards, and not out of `failed`. */
  progress(realm: string, number: string, id: string, status: 'delivered' | 'read'): void
  /** Shows that somebody writes to this phone, until then or until a message of theirs arrives. */
  typing(realm: string, number: string, from: string, until: number): void
  /** Who writes to this phone at this time. */
  typers(realm: string, number: string, now: number): { from: string; until: number }[]
  /** Oldest first. */
  messages(realm: string, number: string): ChatMessage[]
  message(realm: string, number: string, id: string): ChatMessage | undefined
  /** The files on the screens, and whatever else a simulator keeps in this world. */
  readonly shelf: Shelf
  /** Forgets every phone and chat of a realm, with its files. */
  clear(realm: string): void
  /** Called for every message put on a screen, after it is stored. Returns the function that stops it. */
  watch(listener: (realm: string, number: string, message: ChatMessage) => void): () => void
}

/** A failed message stands last: nothing follows it. */
const ORDER: ChatMessage['status'][] = ['sent', 'delivered', 'read', 'failed']

/** @param shelf without one, files live as long as the process */
export function openPhones(store: WorldStore, shelf: Shelf = openShelf()): Phones {
  const listeners = new Set<(realm: string, number: string, message: ChatMessage) => void>()

  function find(realm: string, number: string, id: string): { key: string; message: ChatMessage } | undefined {
    const key = store.get<string>('chat-id', chatKey(realm, number) + id)
    const message = key === undefined ? undefined : store.get<ChatMessage>('chat', key)
    return key !== undefined && message ? { key, message } : undefined
  }

  function put(realm: string, number: string, message: ChatMessage): ChatMessage {
    const known = find(realm, number, message.id)
    if (known) return known.message
    const position = (store.get<number>('chat-length', `${realm}/${number}`) ?? 0) + 1
    const key = `${chatKey(realm, number)}${String(position).padStart(8, '0')}`
    store.transaction(() => {
      store.set('chat-length', `${realm}/${number}`, position)
      store.set('chat-id', chatKey(realm, number) + message.id, key)
      store.set('chat', key, message)
    })
    for (const listener of listeners) listener(realm, number, message)
    return message
  }

  const phones: Phones = {
    shelf,
    add(realm, { number, name, reads }) {
      const known = phones.find(realm, number)
      const phone: Phone = { realm, number, name, reads: reads ?? known?.reads ?? true }
      store.set('phone', `${realm}/${number}`, phone)
      return phone
    },
    find: (realm, number) => store.get<Phone>('phone', `${realm}/${number}`),
    reach: (realm, number) => phones.find(realm, number) ?? phones.add(realm, { number, name: `+${number}` }),
    list: (realm) => store.list<Phone>('phone', `${realm}/`).map((row) => row.value),
    receive(realm, number, message) {
      const phone = phones.reach(realm, number)
      store.delete('typing', `${chatKey(realm, number)}${message.from}`)
      return put(realm, number, { ...message, direction: 'in', status: phone.reads ? 'read' : 'delivered' })
    },
    record: (realm, number, message) => put(realm, number, { ...message, direction: 'out' }),
    progress(realm, number, id, status) {
      const known = find(realm, number, id)
      if (!known || ORDER.indexOf(known.message.status) >= ORDER.indexOf(status)) return
      store.set('chat', known.key, { ...known.message, status })
    },
    typing(realm, number, from, until) {
      store.set('typing', `${chatKey(realm, number)}${from}`, { from, until })
    },
    typers: (realm, number, now) =>
      store
        .list<{ from: string; until: number }>('typing', chatKey(realm, number))
        .map((row) => row.value)
        .filter(({ until }) => until > now),
    message: (realm, number, id) => find(realm, number, id)?.message,
    messages: (realm, number) => store.list<ChatMessage>('chat', chatKey(realm, number)).map((row) => row.value),
    clear(realm) {
      shelf.clear(realm)
      store.transaction(() => {
        for (const kind of ['phone', 'chat', 'chat-id', 'chat-length', 'typing']) {
          for (const { key } of store.list(kind, `${realm}/`)) store.delete(kind, key)
        }
      })
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return phones
}

/** Digits of a phone number written with or without the plus; anything else is refused. */
export function phoneDigits(text: string): string {
  const digits = text.startsWith('+') ? text.slice(1) : text
  if (!/^[1-9]\d{6,14}$/.test(digits)) {
    throw new SimulatorRefusal(400, 'INVALID_PHONE_NUMBER', `"${text}" is not a phone number in E.164 form`)
  }
  return digits
}

function chatKey(realm: string, number: string): string {
  return `${realm}/${number}/`
}
