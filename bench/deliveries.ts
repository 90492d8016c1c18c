import { startChild } from './child.ts'
import { median } from './table.ts'

/** How many events go out, from how many channels: those of one channel leave one after the other. */
export interface DeliverOrder {
  count: number
  channels: number
}

interface Delivered {
  seconds: number
  cpuUs: number
  /** Lanes and subscriptions with deliveries that are still waiting. */
  left: number
}

export interface Deliveries {
  /** Of 20 channels at once, and of one. */
  perSecond: number
  perSecondOfOne: number
  /** CPU of one delivery, and of a bare signed POST. */
  cpuUs: number
  bareCpuUs: number
}

/** Delivers webhooks to a receiver that answers at once, beside signed POSTs that are nothing else. */
export async function measureDeliveries(sinkUrl: string, { rounds, count }: { rounds: number; count: number }) {
  const env = { SINK_URL: sinkUrl }
  await using ours = startChild(new URL('./subjects/deliveries.ts', import.meta.url), { env })
  await ours.said()
  await using bare = startChild(new URL('./subjects/bare-posts.ts', import.meta.url), { env })
  await bare.said()
  const run = async (child: typeof ours, order: DeliverOrder) => {
    const said = child.said<Delivered>()
    child.send(order)
    const delivered = await said
    if (delivered.left > 0) throw new Error(`${delivered.left} lanes were left with deliveries`)
    return delivered
  }
  const many = { count, channels: 20 }
  for (const child of [ours, bare]) await run(child, { count: count / 4, channels: 20 })
  const measured: Record<'many' | 'one' | 'bare', Delivered[]> = { many: [], one: [], bare: [] }
  for (let round = 0; round < rounds; round += 1) {
    measured.many.push(await run(ours, many))
    measured.one.push(await run(ours, { count: count / 4, channels: 1 }))
    measured.bare.push(await run(bare, many))
  }
  const of = (list: Delivered[], pick: (one: Delivered) => number) => median(list.map(pick))
  return {
    perSecond: of(measured.many, ({ seconds }) => count / seconds),
    perSecondOfOne: of(measured.one, ({ seconds }) => count / 4 / seconds),
    cpuUs: of(measured.many, ({ cpuUs }) => cpuUs / count),
    bareCpuUs: of(measured.bare, ({ cpuUs }) => cpuUs / count),
  } satisfies Deliveries
}
