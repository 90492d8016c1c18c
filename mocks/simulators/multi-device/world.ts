import type { Phones } from '../phone/phones.ts'
import type { WorldStore } from '../store.ts'
import type { CarriedMessages } from './carried.ts'
import type { CompanionAddress, Directory } from './directory.ts'
import type { Faults } from './faults.ts'
import type { MediaHosts } from './media-hosts.ts'
import type { Outbox } from './outbox.ts'
import type { Serial } from './serial.ts'

/** What the parts of the simulator share. */
export interface World {
  store: WorldStore
  phones: Phones
  directory: Directory
  outbox: Outbox
  carried: CarriedMessages
  media: MediaHosts
  faults: Faults
  serial: Serial
  /** The identity proof each companion last showed, by noise key: checking the same bytes again costs milliseconds. */
  proofs: Map<string, string>
  now(): number
  /** Hands over what waits for a companion, if it is connected and ready. */
  flush(address: CompanionAddress): void
  carry: ((realm: string, message: CarriedText) => unknown) | undefined
  log(line: string): void
}

/** A text on its way to somewhere that is no linked account. Numbers are digits only; `at` in milliseconds. */
export interface CarriedText {
  from: string
  to: string
  id: string
  text: string
  at: number
}
