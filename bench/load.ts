import autocannon from 'autocannon'
import { type Child, startChild } from './child.ts'

export interface Target {
  url: string
  path: string
  headers: Record<string, string>
  /** Sent in turn by every connection. */
  bodies: object[]
}

export interface LoadResult {
  requests: number
  seconds: number
  p50Ms: number
  p99Ms: number
  /** Answers other than 2xx, errors and timeouts. */
  failed: number
}

interface Order extends Target {
  connections: number
  seconds: number
}

/** The load generator, in a process of its own so that its CPU time is nobody else's. */
export async function startLoad(): Promise<{
  run(target: Target, seconds: number): Promise<LoadResult>
  stop(): Promise<void>
}> {
  const child: Child = startChild(new URL('./load.ts', import.meta.url), { env: { BENCH_LOAD: '1' } })
  await child.said()
  return {
    async run(target, seconds) {
      const result = child.said<LoadResult>()
      child.send({ ...target, connections, seconds } satisfies Order)
      return result
    },
    stop: child.stop,
  }
}

/** Enough to keep one server process busy, few enough that nothing queues for long. */
const connections = 20

async function generate({ url, path, headers, bodies, connections, seconds }: Order): Promise<LoadResult> {
  const requests = bodies.map((body) => ({ method: 'POST', path, headers, body: JSON.stringify(body) }))
  const result = await autocannon({ url, connections, duration: seconds, requests })
  return {
    requests: result['2xx'],
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }
}

if (process.env.BENCH_LOAD) {
  process.on('message', (message: Order | { ask: string }) => {
    if ('url' in message) void generate(message).then((result) => process.send?.(result))
  })
  process.send?.({ ready: true })
}
