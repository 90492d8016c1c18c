import type { Interaction, Pact } from '../pact-file/interaction.ts'
import { type Probe, probe } from './probes.ts'
import type { InteractionResult, Provider } from './provider.ts'
import type { Seam } from './seam.ts'
import { openUpstream } from './send-upstream.ts'
import type { StateMapping } from './state-mapping.ts'
import { excluded } from './to-result.ts'
import { openVerifierProcess, type VerifierProcess } from './verifier-process.ts'
import { type Lane, verifyShard } from './verify-shard.ts'

export interface VerifyOptions {
  pacts: Pact[]
  /** Starts one instance; each is used by one run of the verifier at a time. */
  provider(): Promise<Provider>
  mapping?: StateMapping | undefined
  onProgress?: ((progress: Progress) => void) | undefined
  /** Instances, 2 unless given. */
  concurrency?: number | undefined
  /** What one request may take; a send may wait 20 s for WhatsApp. */
  requestTimeoutMs?: number | undefined
  /** One that is running already; started and ended with the run otherwise. */
  verifier?: VerifierProcess | undefined
}

export interface Progress {
  /** Title of the provider. */
  provider: string
  done: number
  total: number
}

/** Verifies pacts against a provider it starts and closes. Throws VerifierUnavailable where the Pact verifier cannot run. */
export async function verifyPacts(options: VerifyOptions): Promise<Map<Pact, InteractionResult[]>> {
  const { pacts, onProgress, ...rest } = options
  await using run = await openProviderRun(rest)
  return await run.verify(pacts, { onProgress })
}

/** Instances of one provider, ready to be asked as often as wished. */
export interface ProviderRun extends AsyncDisposable {
  /** Of the first instance. */
  provider: Provider
  /** Results of the interactions chosen (all unless said), in the order of each pact. Calls may run side by side. */
  verify(pacts: Pact[], choice?: Choice): Promise<Map<Pact, InteractionResult[]>>
  /** What no pact can show. */
  probe(seam?: Seam): Promise<Probe[]>
  close(): Promise<void>
}

export interface Choice {
  only?: ((interaction: Interaction, pact: Pact) => boolean) | undefined
  seam?: Seam | undefined
  onProgress?: ((progress: Progress) => void) | undefined
}

export type RunOptions = Omit<VerifyOptions, 'pacts' | 'onProgress'>

/** Interactions one run of the verifier takes at most: small enough to share the work evenly, large enough that starting it is nothing. */
const shardMax = 12

export async function openProviderRun(options: RunOptions): Promise<ProviderRun> {
  const { concurrency = 2, requestTimeoutMs = 25_000, mapping } = options
  const verifier = options.verifier ?? openVerifierProcess()
  const lanes = await startLanes(options.provider, concurrency, requestTimeoutMs)
  const [first] = lanes
  if (!first) throw new RangeError('At least one instance of the provider is needed')
  const free = [...lanes]
  const waiting: ((lane: Lane) => void)[] = []

  async function withLane<Result>(use: (lane: Lane) => Promise<Result>): Promise<Result> {
    const lane = free.shift() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)))
    try {
      return await use(lane)
    } finally {
      const next = waiting.shift()
      if (next) next(lane)
      else free.push(lane)
    }
  }

  async function verify(pacts: Pact[], choice: Choice = {}): Promise<Map<Pact, InteractionResult[]>> {
    const { seam, onProgress, only = () => true } = choice
    const chosen = pacts.map((pact) => pact.interactions.filter((one) => only(one, pact)))
    const total = chosen.flat().length
    let done = 0
    const report = (count: number) => {
      done += count
      if (count > 0) onProgress?.({ provider: first?.provider.title ?? '', done, total })
    }
    const all = pacts.map(async (pact, at): Promise<[Pact, InteractionResult[]]> => {
      const { out, shards } = planned(chosen[at] ?? [], first?.provider, lanes.length)
      report(out.length)
      const settings = { verifier, mapping, requestTimeoutMs, seam }
      const results = shards.map((shard) =>
        withLane(async (lane) => {
          const verified = await verifyShard(lane, pact, shard, settings)
          report(verified.length)
          return verified
        }),
      )
      const found = [...out, ...(await Promise.all(results)).flat()]
      return [pact, found.sort((one, other) => one.interaction - other.interaction)]
    })
    return new Map(await settled(all))
  }

  async function close(): Promise<void> {
    if (!options.verifier) await verifier.close()
    await closeLanes(lanes)
  }

  const probing = (seam?: Seam) => withLane((lane) => probe(lane, seam))

  return { provider: first.provider, verify, probe: probing, close, [Symbol.asyncDispose]: close }
}

async function startLanes(start: RunOptions['provider'], count: number, timeoutMs: number): Promise<Lane[]> {
  const first = await start()
  const { lanes = 'own' } = first
  const lane = (provider: Provider): Lane => ({ provider, upstream: openUpstream(provider.url, timeoutMs) })
  if (lanes === 'one') return [lane(first)]
  if (lanes === 'shared') return Array.from({ length: count }, () => lane(first))
  const started = await Promise.allSettled([first, ...Array.from({ length: count - 1 }, start)])
  const own = started.flatMap((one) => (one.status === 'fulfilled' ? [lane(one.value)] : []))
  const failed = started.find((one) => one.status === 'rejected')
  if (!failed) return own
  await closeLanes(own)
  throw failed.reason
}

async function closeLanes(lanes: Lane[]): Promise<void> {
  for (const { upstream } of lanes) upstream.close()
  await Promise.all([...new Set(lanes.map(({ provider }) => provider))].map((provider) => provider.close()))
}

/** All have ended when this does, so that nothing of a run outlives it. */
async function settled<Value>(all: Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(all)
  return Promise.all(all)
}

/** What is left out with a reason, and contiguous shards of the rest, each of one kind. */
function planned(interactions: Interaction[], provider: Provider | undefined, lanes: number) {
  const out: InteractionResult[] = []
  const rest: Interaction[] = []
  for (const one of interactions) {
    const reason = provider?.excludes?.(one)
    if (reason === undefined) rest.push(one)
    else out.push(excluded(one, reason))
  }
  const size = Math.max(1, Math.min(shardMax, Math.ceil(rest.length / lanes)))
  const shards: Interaction[][] = []
  for (const kind of ['http', 'message'] as const) {
    const some = rest.filter((one) => one.kind === kind)
    for (let from = 0; from < some.length; from += size) shards.push(some.slice(from, from + size))
  }
  return { out, shards }
}
