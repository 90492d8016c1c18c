import type { WorldStore } from '../store.ts'

/** A message the network carried, kept so that it is carried once, its receipts find their way and a retry can be answered. */
export interface CarriedMessage {
  id: string
  from: string
  /** The sending device; 0 is the phone. */
  device: number
  to: string
  /** As the sender addressed it: receipts come back from this JID. */
  toJid: string
  type: string
  text: string
  at: number
  /** Protobuf of what a phone sent, for encrypting it again. */
  content?: Buffer | undefined
}

export interface CarriedMessages {
  find(realm: string, from: string, id: string): CarriedMessage | undefined
  keep(realm: string, message: CarriedMessage): void
}

export function openCarriedMessages(store: WorldStore): CarriedMessages {
  return {
    find: (realm, from, id) => store.get<CarriedMessage>('md.message', `${realm}/${from}/${id}`),
    keep: (realm, message) => store.set('md.message', `${realm}/${message.from}/${message.id}`, message),
  }
}
