import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import type { Lines, PaceOf } from './ports/line.ts'
import type { Log } from './ports/log.ts'
import type { PairingNetwork } from './ports/pairing.ts'
import type { SignupNetwork } from './ports/signup.ts'
import type { Storage } from './ports/storage.ts'
import type { Vault } from './ports/vault.ts'
import type { WebhookTransport } from './ports/webhook-transport.ts'
import type { Signals } from './signals.ts'

/** What domain functions touch. Each takes the part it needs. */
export interface Context {
  storage: Storage
  clock: Clock
  ids: Ids
  vault: Vault
  signup: SignupNetwork
  pairing: PairingNetwork
  lines: Lines
  paceOf: PaceOf
  webhooks: WebhookTransport
  signals: Signals
  log: Log
  /** Names this start of the process. */
  boot: string
  settings: DomainSettings
}

export interface DomainSettings {
  /** The longest a caller waits for WhatsApp's acceptance of a `phone_number_id` send. Real time. */
  acceptanceWaitMs: number
  /** How long an outcome may stay in doubt before it is given up as unknown. */
  doubtMs: number
  /** Pipelines that exist; null when any id is accepted. */
  pipelines: string[] | null
}
