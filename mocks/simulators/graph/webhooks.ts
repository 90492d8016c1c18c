import type { WorldClock } from '../clock.ts'
import type { WorldStore } from '../store.ts'
import { clearRealm } from './assets.ts'
import type { GraphIds } from './ids.ts'
import { postWebhook } from './post-webhook.ts'

export interface Callback {
  url: string
  verifyToken: string
}

interface Job {
  realm: string
  /** What keeps an order of its own: a phone number, or the account events of a WABA. */
  lane: string
  /** The WABA whose own callback, if it has one, gets the webhook. */
  wabaId: string
  /** The exact bytes, the same at every attempt. */
  body: string
  due: number
  attempts: number
  since: number
}
interface QueuedJob extends Job {
  key: string
}
interface Lane {
  ready: QueuedJob[]
  head: number
  later: QueuedJob[]
  blockedUntil: number
  busy: boolean
  /** Its realm was forgotten while a delivery was under way. */
  cleared: boolean
}

/**
 * Webhooks on their way out. Stored before the first attempt, posted in order per lane, repeated with growing delay in
 * world time until the callback answers 200, for seven days. A callback nobody can reach holds the lane, so the order
 * stays; one that answers something else gets the next webhook meanwhile.
 */
export interface WebhookQueue {
  add(webhook: { realm: string; lane: string; wabaId: string; body: unknown; delayMs?: number }): void
  /** Resolves when nothing is due at the clock's time and nothing in flight. */
  settle(): Promise<void>
  clear(realm: string): void
  close(): Promise<void>
}

const RETRIES_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 300_000, 900_000, 3_600_000]
const GIVE_UP_MS = 7 * 24 * 3_600_000
const NO_CALLBACK_MS = 250

export function openWebhookQueue(options: {
  store: WorldStore
  clock: WorldClock
  ids: GraphIds
  secret: string
  callback: (realm: string, wabaId: string) => Callback | undefined
  log: (line: string) => void
}): WebhookQueue {
  const { store, clock, ids, log } = options
  const lanes = new Map<string, Lane>()
  const inFlight = new Set<Promise<void>>()
  const aborted = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let timerDue = Number.POSITIVE_INFINITY
  let awake: NodeJS.Immediate | undefined
  let sweep: NodeJS.Timeout | undefined
  const done: string[] = []

  const waiting = store.list<Job>('graph.webhook').map((row) => ({ ...row.value, key: row.key }))
  for (const job of waiting.sort((a, b) => sequenceOf(a.key) - sequenceOf(b.key))) enqueue(job)
  if (waiting.length > 0) wake()

  return {
    add({ realm, lane, wabaId, body, delayMs = 0 }) {
      const now = clock.now()
      const key = `${realm}/${String(ids.next()).padStart(12, '0')}`
      const job: Job = { realm, lane, wabaId, body: toMetaJson(body), due: now + delayMs, attempts: 0, since: now }
      store.set('graph.webhook', key, job)
      enqueue({ ...job, key })
      wake()
    },
    async settle() {
      do {
        pump()
        await Promise.all(inFlight)
      } while (inFlight.size > 0)
    },
    clear(realm) {
      clearRealm(store, 'graph.webhook', realm)
      for (const [key, lane] of lanes) {
        if (!key.startsWith(`${realm}/`)) continue
        lane.ready.length = 0
        lane.later.length = 0
        lane.head = 0
        lane.cleared = true
        lanes.delete(key)
      }
    },
    async close() {
      aborted.abort()
      clearTimeout(timer)
      clearImmediate(awake)
      await Promise.allSettled(inFlight)
      forget()
    },
  }

  function enqueue(job: QueuedJob): void {
    const lane = laneOf(job)
    if (job.due > clock.now()) lane.later.push(job)
    else lane.ready.push(job)
  }

  function laneOf(job: Job): Lane {
    const key = `${job.realm}/${job.lane}`
    const lane = lanes.get(key) ?? { ready: [], head: 0, later: [], blockedUntil: 0, busy: false, cleared: false }
    lanes.set(key, lane)
    return lane
  }

  // The answer to the call that caused a webhook leaves first.
  function wake(): void {
    awake ??= setImmediate(() => {
      awake = undefined
      pump()
    })
  }

  function pump(): void {
    for (const [key, lane] of lanes) {
      if (!lane.busy && lane.head === lane.ready.length && lane.later.length === 0) lanes.delete(key)
      else pumpLane(lane)
    }
  }

  function pumpLane(lane: Lane): void {
    if (lane.busy || aborted.signal.aborted) return
    const now = clock.now()
    const job = lane.blockedUntil > now ? undefined : (takeLater(lane, now) ?? lane.ready[lane.head])
    if (!job) {
      wakeAt(lane.blockedUntil > now ? lane.blockedUntil : Math.min(...lane.later.map((later) => later.due)))
      return
    }
    lane.busy = true
    const delivery = deliver(lane, job).finally(() => {
      inFlight.delete(delivery)
      lane.busy = false
      pumpLane(lane)
    })
    inFlight.add(delivery)
  }

  function takeLater(lane: Lane, now: number): QueuedJob | undefined {
    if (lane.later.length === 0) return undefined
    const due = lane.later.filter((job) => job.due <= now).sort((a, b) => a.due - b.due)
    return due[0]
  }

  async function deliver(lane: Lane, job: QueuedJob): Promise<void> {
    const callback = options.callback(job.realm, job.wabaId)
    if (!callback) {
      lane.blockedUntil = clock.now() + NO_CALLBACK_MS
      return
    }
    const status = await postWebhook(callback.url, job.body, options.secret, aborted.signal)
    if (status === 200) taken(job)
    if (aborted.signal.aborted || lane.cleared) return
    if (status === 200) return remove(lane, job)

    const now = clock.now()
    const delay = RETRIES_MS[Math.min(job.attempts, RETRIES_MS.length - 1)] ?? 0
    log(`graph: webhook to ${callback.url} got ${status ?? 'no answer'}, again in ${delay / 1000} s`)
    if (now - job.since > GIVE_UP_MS) {
      taken(job)
      return remove(lane, job)
    }
    const again = { ...job, attempts: job.attempts + 1, due: now + delay }
    const { key, ...stored } = again
    store.set('graph.webhook', key, stored)
    replace(lane, job, again, status === undefined)
    if (status === undefined) lane.blockedUntil = again.due
  }

  // Forgotten a few at a time: a crash between an answer and this repeats a webhook, which Meta does too.
  function taken(job: QueuedJob): void {
    done.push(job.key)
    if (done.length >= 64) forget()
    else sweep ??= setTimeout(forget, 20)
  }

  function forget(): void {
    clearTimeout(sweep)
    sweep = undefined
    store.transaction(() => {
      for (const key of done.splice(0)) store.delete('graph.webhook', key)
    })
  }

  // An unreached callback keeps the job at the head; an answered one lets the others pass.
  function replace(lane: Lane, job: QueuedJob, again: QueuedJob, keepPlace: boolean): void {
    const position = lane.ready.indexOf(job, lane.head)
    if (keepPlace && position >= 0) {
      lane.ready[position] = again
      return
    }
    remove(lane, job)
    lane.later.push(again)
  }

  function remove(lane: Lane, job: QueuedJob): void {
    if (lane.ready[lane.head] === job) {
      lane.head += 1
      if (lane.head >= 1024 || lane.head === lane.ready.length) {
        lane.ready = lane.ready.slice(lane.head)
        lane.head = 0
      }
      return
    }
    lane.later = lane.later.filter((later) => later !== job)
  }

  function wakeAt(due: number): void {
    if (!Number.isFinite(due) || (timer && timerDue <= due)) return
    clearTimeout(timer)
    timerDue = due
    timer = setTimeout(
      () => {
        timer = undefined
        timerDue = Number.POSITIVE_INFINITY
        pump()
      },
      Math.min(Math.max(due - clock.now(), 1), 2 ** 31 - 1),
    )
    timer.unref()
  }
}

/** Meta's JSON: ASCII only, slashes escaped. The signature is over exactly these bytes. */
export function toMetaJson(body: unknown): string {
  return JSON.stringify(body)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
}

function sequenceOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1))
}
