import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamEvents } from '../compare/event-stream.ts'
import type { Json } from '../json.ts'
import type { Interaction, Pact } from '../pact-file/interaction.ts'
import { openEventSource } from './events.ts'
import { indexedPact } from './indexed-pact.ts'
import type { InteractionResult, PlainRequest, Provider } from './provider.ts'
import { messagePath, openRecordingProxy, statesPath } from './recording-proxy.ts'
import type { Seam } from './seam.ts'
import type { Upstream } from './send-upstream.ts'
import type { StateMapping } from './state-mapping.ts'
import { statesToMake } from './states.ts'
import { failure, toResult } from './to-result.ts'
import { type VerifierProcess, VerifierUnavailable } from './verifier-process.ts'

/** A running provider and the connections to it; it runs one shard at a time, because its states are those of the whole provider. */
export interface Lane {
  provider: Provider
  upstream: Upstream
}

export interface ShardOptions {
  verifier: VerifierProcess
  mapping: StateMapping | undefined
  /** What one request may take. */
  requestTimeoutMs: number
  seam: Seam | undefined
}

/** Verifies some interactions of one pact, in their order. A verifier that cannot take the pact as a whole gets it one by one. */
export async function verifyShard(
  lane: Lane,
  pact: Pact,
  interactions: Interaction[],
  options: ShardOptions,
): Promise<InteractionResult[]> {
  try {
    return await runVerifier(lane, pact, interactions, options)
  } catch (error) {
    if (error instanceof VerifierUnavailable) throw error
    const message = error instanceof Error ? error.message : String(error)
    if (interactions.length === 1) return interactions.map((one) => failure(pact, one, 'error', message))
    const results: InteractionResult[] = []
    for (const one of interactions) results.push(...(await verifyShard(lane, pact, [one], options)))
    return results
  }
}

async function runVerifier(lane: Lane, pact: Pact, interactions: Interaction[], options: ShardOptions) {
  const { verifier, mapping, requestTimeoutMs, seam } = options
  const { provider, upstream } = lane
  const byIndex = new Map(interactions.map((one) => [one.index, one]))
  await using events = openEventSource(lane, { surface: pact.surface, seam, requestTimeoutMs })
  /** What the states of the interaction under way made. */
  let made: Record<string, Json> = {}

  await using proxy = await openRecordingProxy({
    async setUp(index) {
      const interaction = find(index)
      made = {}
      for (const state of await events.statesFor(interaction, statesToMake(interaction, mapping))) {
        Object.assign(made, state.params, await provider.states?.setUp(state))
      }
      return made
    },
    async tearDown(index) {
      for (const state of statesToMake(find(index), mapping).toReversed()) await provider.states?.tearDown(state)
    },
    async ask(index, wanted) {
      const interaction = find(index)
      if (interaction.kind !== 'http') throw new Error('A message was asked for by a request')
      const request = { ...wanted, path: pathAt(pact, wanted) }
      const send = (one: PlainRequest) => upstream.send(one, { streamEvents: eventsExpected(interaction) })
      if (!provider.ask) return { request, answer: await send(request) }
      const states = statesToMake(interaction, mapping)
      return provider.ask({ interaction, surface: pact.surface, states, made, request, send })
    },
    provoke: (index) => events.provoke(find(index), made),
    seam,
  })

  function find(index: number): Interaction {
    const interaction = byIndex.get(index)
    if (!interaction) throw new Error(`The pact has no interaction ${index} in this run`)
    return interaction
  }

  const folder = await mkdtemp(join(tmpdir(), 'trunkline-pact-'))
  try {
    const pactFile = join(folder, 'pact.json')
    await writeFile(pactFile, JSON.stringify(indexedPact(pact, interactions)))
    const results = await verifier.verify({
      provider: pact.provider,
      providerBaseUrl: proxy.url,
      pactFile,
      statesUrl: proxy.url + statesPath,
      messagePath,
      // The proxy's own limits come first: it knows what was waited for.
      requestTimeoutMs: requestTimeoutMs * 3,
      limitMs: 30_000 + interactions.length * requestTimeoutMs * 4,
    })
    const raw = new Map(results.map((result) => [result.description, result]))
    return interactions.map((one) => toResult(pact, one, raw.get(String(one.index)), proxy.recordings.get(one.index)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** HubMessage's documents know no prefix; here it lives beside Keebai. */
function pathAt(pact: Pact, { path }: PlainRequest): string {
  if (pact.surface !== 'hubmessage' || path.startsWith('/hubmessage/')) return path
  return `/hubmessage${path}`
}

function eventsExpected({ responseBody }: { responseBody: Json | undefined }): number {
  return typeof responseBody === 'string' ? Math.max(1, streamEvents(responseBody).length) : 1
}
