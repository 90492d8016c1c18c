import { valueAt } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Pact } from '../pact-file/interaction.ts'
import { surfaceNames } from '../pact-file/surface-of.ts'
import { toPact } from '../pact-file/to-pact.ts'
import type { Finding } from '../verify/finding.ts'
import { type BrokerClient, BrokerProblem, linkOf, NotThere, openBrokerClient } from './broker-client.ts'
import type { InteractionResult, Mismatch } from './provider.ts'

export { BrokerProblem } from './broker-client.ts'

export interface BrokerQuestion {
  /** May carry user and password, which are shown nowhere. */
  url: string
  /** Names of the provider at the broker; those of both surfaces unless given. */
  providers?: string[] | undefined
  selectors?: Record<string, unknown>[] | undefined
  /** Ask which pacts are pending. */
  pending?: boolean | undefined
  /** Only pacts of these consumers. */
  consumers?: string[] | undefined
  providerVersionBranch?: string | undefined
  environment?: NodeJS.ProcessEnv | undefined
}

export interface BrokerPact {
  pact: Pact
  /** What the broker wants a person to know before the pact is verified. */
  notices: string[]
  /** Tells the broker what came out, unless everything was left out. Throws BrokerProblem. */
  publish(results: InteractionResult[], version: ProviderVersion): Promise<void>
}

export interface ProviderVersion {
  version: string
  branch?: string | undefined
  buildUrl?: string | undefined
}

/** The pacts of the latest main branch and of whatever is deployed: what brokers recommend. */
const usualSelectors: Record<string, unknown>[] = [{ mainBranch: true }, { deployedOrReleased: true }]

/** Asks a broker which pacts to verify. Throws BrokerProblem; a pact that cannot be used is a finding. */
export async function fetchPacts(question: BrokerQuestion): Promise<{ pacts: BrokerPact[]; findings: Finding[] }> {
  const broker = openBrokerClient(question.url, question.environment)
  const index = await rootOf(broker)
  const pacts: BrokerPact[] = []
  const findings: Finding[] = []
  for (const provider of question.providers ?? surfaceNames) {
    for (const entry of await pactsFor(broker, index, provider, question)) {
      const address = linkOf(entry, 'self')
      if (address === undefined) throw new BrokerProblem(`The broker at ${broker.url} names a pact without its address`)
      const content = await broker.get(address)
      if (question.consumers && !question.consumers.includes(consumerOf(content))) continue
      const { pending, notices } = propertiesOf(entry)
      const surface = surfaceNames.find((name) => name === provider.toLowerCase())
      const read = toPact(content, shownAddress(address), { pending, ...(surface && { surface }) })
      findings.push(...read.findings.map((finding) => ({ ...finding, ...(pending && { pending }) })))
      if (!read.pact) continue
      const { pact } = read
      const publish: BrokerPact['publish'] = (results, version) =>
        publishResults(broker, index, content, pact, results, version)
      pacts.push({ pact, notices, publish })
    }
  }
  return { pacts, findings }
}

async function rootOf(broker: BrokerClient): Promise<JsonObject> {
  try {
    return await broker.get(`${broker.url}/`)
  } catch (error) {
    if (error instanceof NotThere) throw new BrokerProblem(`There is no Pact broker at ${broker.url}: ${error.message}`)
    throw error
  }
}

async function pactsFor(
  broker: BrokerClient,
  index: JsonObject,
  provider: string,
  { selectors = usualSelectors, pending = false, providerVersionBranch }: BrokerQuestion,
): Promise<JsonObject[]> {
  const address = linkOf(index, 'pb:provider-pacts-for-verification', { provider })
  if (address === undefined) {
    throw new BrokerProblem(
      `${broker.url} is no Pact broker, or one older than 2.42: its index has no link pb:provider-pacts-for-verification`,
    )
  }
  const body = {
    consumerVersionSelectors: selectors as Json,
    includePendingStatus: pending,
    ...(providerVersionBranch !== undefined && { providerVersionBranch }),
  }
  try {
    const answer = await broker.post(address, body)
    const embedded = isObject(answer._embedded) ? answer._embedded.pacts : undefined
    return Array.isArray(embedded) ? embedded.filter(isObject) : []
  } catch (error) {
    // A provider that nobody has a pact with.
    if (error instanceof NotThere) return []
    throw error
  }
}

async function publishResults(
  broker: BrokerClient,
  index: JsonObject,
  content: JsonObject,
  pact: Pact,
  results: InteractionResult[],
  { version, branch, buildUrl }: ProviderVersion,
): Promise<void> {
  const address = linkOf(content, 'pb:publish-verification-results')
  if (address === undefined)
    throw new BrokerProblem(`The broker takes no results for ${pact.source}: the pact has no link for them`)
  // What was left out says nothing for the pact and nothing against it.
  const told = results.filter(({ outcome }) => outcome !== 'excluded')
  if (told.length === 0) return
  if (branch !== undefined) {
    const values = { pacticipant: pact.provider, branch, version }
    const toBranch = linkOf(index, 'pb:pacticipant-branch-version', values)
    if (toBranch !== undefined) await broker.put(toBranch, {})
  }
  await broker.post(address, {
    success: told.every(({ outcome }) => outcome === 'passed'),
    providerApplicationVersion: version,
    ...(buildUrl !== undefined && { buildUrl }),
    testResults: told.map((result) => testResult(pact, content, result)),
    verifiedBy: { implementation: 'Trunkline' },
  })
}

function testResult(
  pact: Pact,
  content: JsonObject,
  { interaction, outcome, mismatches }: InteractionResult,
): JsonObject {
  const found = pact.interactions.find(({ index }) => index === interaction)
  const node = found && valueAt(content, found.pointer)
  const id: JsonObject = isObject(node) && typeof node._id === 'string' ? { interactionId: node._id } : {}
  return {
    ...id,
    interactionDescription: found?.description ?? '',
    success: outcome === 'passed',
    mismatches: mismatches.map(toldMismatch),
  }
}

function toldMismatch({ kind, path, expected, got, message }: Mismatch): JsonObject {
  const attribute = kind.replace(/Mismatch$/, '').toLowerCase()
  return { attribute, identifier: path, description: message, expected, actual: got }
}

function propertiesOf(entry: JsonObject): { pending: boolean; notices: string[] } {
  const { pending, notices } = isObject(entry.verificationProperties) ? entry.verificationProperties : {}
  const told = Array.isArray(notices) ? notices.filter(isObject) : []
  return {
    pending: pending === true,
    notices: told
      .filter(({ when }) => when === undefined || when === 'before_verification')
      .flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
  }
}

function consumerOf({ consumer }: JsonObject): string {
  return isObject(consumer) && typeof consumer.name === 'string' ? consumer.name : ''
}

function shownAddress(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.origin}${url.pathname}` : address
}
