import type { Duty } from '../agenda.ts'
import type { Context } from '../context.ts'
import { topics } from '../signals.ts'
import { createDeliveryWorker, type DeliveryWorker } from './delivery-worker.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'vault' | 'webhooks' | 'renderEvent' | 'log' | 'signals'>

/**
 * Delivers what waits. First attempts leave in the order of their events, one lane for each channel of a subscription; what has
 * to be tried again goes beside them, so neither it nor a slow receiver holds back anything but, for a moment, its own lane.
 */
export function deliveryDuty(tools: Tools): Duty {
  const { storage, clock } = tools
  const workers = new Map<string, DeliveryWorker>()
  const load = { underway: 0 }

  /** Sees to it that a worker looks (again); says whether it had been at rest. */
  function wake(key: string, make: () => DeliveryWorker): boolean {
    const worker = workers.get(key) ?? make()
    workers.set(key, worker)
    const started = worker.wake()
    if (started) {
      void worker.idle().then(() => {
        if (worker.spent() && workers.get(key) === worker) workers.delete(key)
      })
    }
    return started
  }

  const isBusy = (key: string) => workers.get(key)?.busy() === true
  const waitingToTryAgain = () => storage.read.deliveries.retrying()

  return {
    name: 'deliveries',
    topics: [topics.deliveriesDue],
    async run() {
      let started = 0
      for (const lane of await storage.read.deliveries.lanes()) {
        const take = (limit: number, without: Parameters<typeof storage.read.deliveries.inLane>[2]) =>
          storage.read.deliveries.inLane(lane, limit, without)
        if (wake(laneKey(lane), () => createDeliveryWorker(tools, { take, inOrder: true, load }))) started += 1
      }
      const now = clock.now()
      for (const { subscription, dueAt } of await waitingToTryAgain()) {
        if (dueAt > now) continue
        const take = (limit: number, without: Parameters<typeof storage.read.deliveries.retries>[3]) =>
          storage.read.deliveries.retries(subscription, clock.now(), limit, without)
        if (wake(subscription, () => createDeliveryWorker(tools, { take, inOrder: false, load }))) started += 1
      }
      return started
    },
    /** What a busy worker has in hand it goes on with by itself. */
    async nextDue() {
      const now = clock.now()
      const dues = (await waitingToTryAgain())
        .filter(({ subscription, dueAt }) => dueAt > now || !isBusy(subscription))
        .map(({ dueAt }) => dueAt)
      const resting = (await storage.read.deliveries.lanes()).some((lane) => !isBusy(laneKey(lane)))
      if (resting) dues.push(now)
      return dues.length === 0 ? undefined : Math.min(...dues)
    },
    async idle() {
      await Promise.all([...workers.values()].map((worker) => worker.idle()))
    },
  }
}

function laneKey({ subscription, channel }: { subscription: string; channel: string | null }): string {
  return `${subscription}/${channel ?? ''}`
}
