import type { DeliveryId } from '../ids.ts'
import { attemptDelivery, type DeliveryTools } from './deliver.ts'
import type { Delivery } from './webhook.ts'

/** Makes the attempts of one lane, or of what one subscription has to be sent again. */
export interface DeliveryWorker {
  /** Looks for something to do, or once more when it is at it; false in that case and while it rests. */
  wake(): boolean
  /** Has something to do, or under way. */
  busy(): boolean
  /** Resolves when it is not busy. */
  idle(): Promise<void>
  /** Is not busy and has no reason to be remembered. */
  spent(): boolean
}

export interface DeliverySource {
  take(limit: number, without: DeliveryId[]): Promise<Delivery[]>
  /** One begins when the one before was answered; `patienceMs` is how long that is waited for. */
  inOrder: boolean
  /** How many attempts of all workers are under way. */
  load: { underway: number }
}

/** A receiver that takes longer is sent the next while it is still at it. Real time. */
const patienceMs = 1_000
/** How long a worker rests that could not record what it did: it would do the same again. Real time. */
const restMs = 5_000
const batchMax = 50
/** Of one worker under way at once, while there are few; one each where there are many. */
const workerMax = 10
const plentyUnderway = 500

export function createDeliveryWorker(tools: DeliveryTools, { take, inOrder, load }: DeliverySource): DeliveryWorker {
  const underway = new Map<DeliveryId, Promise<void>>()
  let working: Promise<void> | undefined
  let again = false
  let restsUntil = 0
  let broken: { by: unknown } | undefined

  async function work(): Promise<void> {
    while (again) {
      again = false
      for (let batch = await next(); batch.length > 0; batch = await next()) {
        for (const delivery of batch) await see(delivery)
      }
    }
  }

  const next = () => take(batchMax, [...underway.keys()])

  async function see(delivery: Delivery): Promise<void> {
    while (underway.size >= (load.underway < plentyUnderway ? workerMax : 1)) await Promise.race(underway.values())
    const answered = begin(delivery)
    if (inOrder) await withPatience(answered)
    if (broken) throw broken.by
  }

  /** Resolves when the receiver has answered and, unless it took the delivery, that is recorded. */
  function begin(delivery: Delivery): Promise<void> {
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    load.underway += 1
    const recorded = attemptDelivery(tools, delivery, resolve)
      .catch((by: unknown) => {
        broken = { by }
      })
      .finally(() => {
        load.underway -= 1
        underway.delete(delivery.id)
        resolve()
      })
    underway.set(delivery.id, recorded)
    return answered
  }

  const busy = () => working !== undefined || underway.size > 0

  return {
    wake() {
      again = true
      if (working || performance.now() < restsUntil) return false
      broken = undefined
      working = work()
        .catch((error) => {
          restsUntil = performance.now() + restMs
          tools.log.fault('webhook.worker_broke', error)
        })
        .finally(() => {
          working = undefined
        })
      return true
    },
    busy,
    async idle() {
      while (busy()) await Promise.all([working, ...underway.values()])
    },
    spent: () => !busy() && performance.now() >= restsUntil,
  }
}

async function withPatience(answered: Promise<void>): Promise<void> {
  const { promise: patienceOver, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, patienceMs)
  timer.unref()
  try {
    await Promise.race([answered, patienceOver])
  } finally {
    clearTimeout(timer)
  }
}
