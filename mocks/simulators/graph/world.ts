import type { WorldClock } from '../clock.ts'
import type { Phones } from '../phone/phones.ts'
import type { WorldStore } from '../store.ts'
import type { Assets, BusinessToken } from './assets.ts'
import type { GraphIds } from './ids.ts'
import type { Knobs } from './knobs.ts'
import type { SendLimits } from './limits.ts'
import type { Upload } from './media.ts'
import type { WebhookQueue } from './webhooks.ts'

/** The one app of the operator that this Graph knows. */
export interface GraphApp {
  id: string
  secret: string
  configId: string
}

/** What every part of the simulator works on. */
export interface GraphWorld {
  store: WorldStore
  phones: Phones
  clock: WorldClock
  app: GraphApp
  ids: GraphIds
  assets: Assets
  webhooks: WebhookQueue
  limits: SendLimits
  knobs: Knobs
  log(line: string): void
}

/** Who calls: nobody known, the app itself, or a business through its token. */
export type Caller = { kind: 'nobody' } | { kind: 'app' } | { kind: 'business'; token: string; access: BusinessToken }

/** One API call, its body parsed and its caller looked up. */
export interface GraphCall {
  method: string
  /** Path segments after the version. */
  path: string[]
  query: URLSearchParams
  body: Record<string, unknown>
  /** What a form brought. */
  upload?: Upload | undefined
  caller: Caller
  /** Where the caller reached Graph: `http://host:port`. */
  origin: string
}

export interface GraphAnswer {
  status: number
  body: unknown
}

/** A 200; name the spec's type of the body where it has one. */
export function answer<Body>(body: Body): GraphAnswer {
  return { status: 200, body }
}
