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
  /** World time from handing in a template to its approval. */
  templateReviewMs: number
  /** People have usernames: webhooks name them by their business-scoped user id, without a number. */
  hideNumbers: boolean
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
  templateReviewMs: 300_000,
  hideNumbers: false,
  pairLimit: false,
}

/** The knobs of every realm. Kept parsed: each send reads them. */
export interface Knobs {
  of(realm: string): GraphKnobs
  turn(realm: string, change: Partial<GraphKnobs>): void
  clear(realm: string): void
}

export function openKnobs(store: WorldStore): Knobs {
  // Those that were turned by an older version lack the newest.
  const known = new Map(
    store.list<GraphKnobs>('graph.knobs').map((row) => [row.key, { ...DEFAULT_KNOBS, ...row.value }]),
  )
  const of = (realm: string) => known.get(realm) ?? DEFAULT_KNOBS
  return {
    of,
    turn(realm, change) {
      const turned = { ...of(realm), ...change }
      store.set('graph.knobs', realm, turned)
      known.set(realm, turned)
    },
    clear(realm) {
      store.delete('graph.knobs', realm)
      known.delete(realm)
    },
  }
}
