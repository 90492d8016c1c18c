import type { WorldStore } from '../store.ts'

/** How Meta behaves in one realm, where reality leaves more than one way. */
export interface GraphKnobs {
  /** A text outside the window: accepted and failed by a status (what integrators see most), or refused at once. */
  windowRefusal: 'status' | 'answer'
  /** World time between a send and each following status. */
  statusDelayMs: number
  /** Every webhook arrives twice. */
  duplicateWebhooks: boolean
  /** Statuses of one message arrive newest first. */
  reverseStatuses: boolean
  /** `read` comes without `delivered`. */
  skipDelivered: boolean
  /** Webhooks are lost. */
  dropWebhooks: boolean
  /** Sends per second and number before 130429; 0 is unlimited. */
  throughputPerSecond: number
  /** One message per 6 s to the same person with bursts of 45, else 131056. */
  pairLimit: boolean
}

export const DEFAULT_KNOBS: Readonly<GraphKnobs> = {
  windowRefusal: 'status',
  statusDelayMs: 0,
  duplicateWebhooks: false,
  reverseStatuses: false,
  skipDelivered: false,
  dropWebhooks: false,
  throughputPerSecond: 0,
  pairLimit: false,
}

export function knobs(store: WorldStore, realm: string): GraphKnobs {
  return store.get<GraphKnobs>('graph.knobs', realm) ?? DEFAULT_KNOBS
}

export function turnKnobs(store: WorldStore, realm: string, change: Partial<GraphKnobs>): void {
  store.set('graph.knobs', realm, { ...knobs(store, realm), ...change })
}
