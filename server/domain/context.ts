import type { Channel } from './channels/channel.ts'
import type { MessageId } from './ids.ts'
import type { Blobs } from './ports/blobs.ts'
import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import type { Lines, PaceOf } from './ports/line.ts'
import type { Log } from './ports/log.ts'
import type { UpstreamMediaOf } from './ports/media.ts'
import type { FetchLink } from './ports/outgoing-media.ts'
import type { PairingNetwork } from './ports/pairing.ts'
import type { Pictures } from './ports/pictures.ts'
import type { FetchReceived } from './ports/received-media.ts'
import type { SignupNetwork } from './ports/signup.ts'
import type { Storage } from './ports/storage.ts'
import type { UpstreamTemplatesOf } from './ports/templates.ts'
import type { Vault } from './ports/vault.ts'
import type { WebhookTransport } from './ports/webhook-transport.ts'
import type { Signals } from './signals.ts'
import type { TokenCache } from './tokens/authenticate.ts'
import type { Caller, Surface } from './tokens/token.ts'
import type { DomainEvent, WebhookSubscription } from './webhooks/webhook.ts'

/** What domain functions touch. Each takes the part it needs. */
export interface Context {
  storage: Storage
  clock: Clock
  ids: Ids
  vault: Vault
  signup: SignupNetwork
  pairing: PairingNetwork
  lines: Lines
  blobs: Blobs
  mediaOf: UpstreamMediaOf
  /** Absent where no line brings media. */
  fetchReceived?: FetchReceived
  /** Fetches what an integrator names by its address, http or https. */
  fetchLink: FetchLink
  pictures: Pictures
  templatesOf: UpstreamTemplatesOf
  paceOf: PaceOf
  webhooks: WebhookTransport
  signals: Signals
  tokenCache: TokenCache
  /** Sends whose caller is still waiting in this process. */
  waiting: Set<MessageId>
  /** Words an event for one subscription, signature excluded. */
  renderEvent: RenderEvent
  log: Log
  settings: DomainSettings
}

/** The body of a delivery and the headers that go with it, for one attempt at `attemptAt` (real time, milliseconds). */
export type RenderEvent = (
  event: DomainEvent,
  channel: Channel | null,
  subscription: WebhookSubscription,
  secret: string,
  attemptAt: number,
) => { body: string; headers: Record<string, string> }

export interface DomainSettings {
  /** The longest a caller waits for WhatsApp's acceptance of a `phone_number_id` send. Real time. */
  acceptanceWaitMs: number
  /** How long an outcome may stay in doubt before it is given up as unknown. */
  doubtMs: number
  /** Texts that are no token here even if one like it is stored. */
  refusedTokens?: ((text: string) => boolean) | undefined
  /** On whose behalf a text acts that is no token of the surface (a sandbox that is to let strangers in). */
  actingCaller?: ((surface: Surface, text: string) => Caller | undefined) | undefined
  /** Pipelines that exist; null when any id is accepted. */
  pipelines: string[] | null
  /** How many connect sessions of a company can be pending at a time; any number unless given. */
  sessionsMax?: number | null | undefined
  /** How many channels of a company can be subscribed at a time (HubMessage); any number unless given. */
  subscriptionsMax?: number | null | undefined
}
