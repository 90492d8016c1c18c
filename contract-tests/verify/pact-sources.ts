import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pact } from '../pact-file/interaction.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import type { BrokerPact } from '../provider/broker.ts'
import type { Finding } from './finding.ts'
import type { BrokerOptions, VerifyOptions } from './options.ts'
import { Unusable } from './unusable.ts'

/** The pacts of a run, wherever they came from. */
export interface PactSources {
  /** This project's own, because no others were named. */
  own: boolean
  pacts: Pact[]
  findings: Finding[]
  /** Those a broker gave, which are told of their results. */
  fromBroker: BrokerPact[]
}

const ownPacts = fileURLToPath(new URL('../pacts/', import.meta.url))

/** Reads the pacts that were asked for. Throws Unusable where a source cannot be read, or has none. */
export async function readPactSources(options: VerifyOptions, env: NodeJS.ProcessEnv): Promise<PactSources> {
  const own = options.pacts === undefined && options.broker === undefined
  if (own && !existsSync(ownPacts)) {
    throw new Unusable('Say which pacts to verify: --pacts DIR, or --broker URL.')
  }
  const read = readFiles(own ? [relative(process.cwd(), ownPacts) || '.'] : (options.pacts ?? []), options)
  const asked = options.broker ? await askBroker(options.broker, options.consumers, env) : noPacts
  const all = [...read.pacts, ...asked.pacts.map(({ pact }) => pact)]
  const isMeant = ({ consumer }: { consumer?: string }) =>
    consumer === undefined || (options.consumers?.includes(consumer) ?? true)
  const pacts = all.filter(isMeant)
  if (pacts.length === 0) throw new Unusable(nothingFound(options, all))
  const empty = read.findings.filter(({ code }) => code === 'pact-empty')
  if (!options.broker && empty.length === all.length) {
    throw new Unusable(`There is nothing to verify. ${empty.map(({ what }) => what).join(' ')} ${empty[0]?.hint}`)
  }
  const findings = [...read.findings, ...asked.findings].filter(({ where }) => isMeant(where))
  return { own, pacts, findings, fromBroker: asked.pacts }
}

/** Findings about a whole source: without it the run would be about something else than what was asked for. */
const unreadableCodes = new Set(['pact-unreadable', 'pact-malformed', 'pact-unusable', 'pacts-missing'])

function readFiles(sources: string[], { surface }: VerifyOptions): { pacts: Pact[]; findings: Finding[] } {
  const read = readPacts(sources, { ...(surface && { surface }) })
  const unreadable = read.findings.find(({ code }) => unreadableCodes.has(code))
  if (unreadable) throw new Unusable([unreadable.what, unreadable.hint].filter(Boolean).join(' '))
  return read
}

const noPacts: Awaited<ReturnType<typeof askBroker>> = { pacts: [], findings: [] }

async function askBroker(
  { url, selectors, pending }: BrokerOptions,
  consumers: string[] | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<{ pacts: BrokerPact[]; findings: Finding[] }> {
  const { BrokerProblem, fetchPacts } = await import('../provider/broker.ts')
  try {
    return await fetchPacts({ url, selectors, pending, consumers, environment })
  } catch (error) {
    if (error instanceof BrokerProblem) throw new Unusable(`${error.message}.`)
    throw error
  }
}

function nothingFound({ consumers, broker }: VerifyOptions, all: Pact[]): string {
  if (consumers && all.length > 0) {
    const known = [...new Set(all.map(({ consumer }) => consumer))].toSorted().join(', ')
    return `No pact is of ${consumers.join(' or ')}; the consumers are ${known}.`
  }
  return broker ? 'The broker has no pact that these selectors choose.' : 'No pact was found.'
}
