import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledFile, type Document } from '../compare/document.ts'
import type { Pact, SurfaceName } from '../pact-file/interaction.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import { MappingProblem, readStateMapping, type StateMapping } from '../provider/state-mapping.ts'
import type { Finding } from './finding.ts'
import type { VerifyOptions } from './options.ts'
import type { Specification } from './report.ts'
import type { Run } from './run.ts'
import { bundledDocuments, formerDocuments, readSpecification } from './specifications.ts'
import { startProviders } from './start-providers.ts'
import { Unusable } from './unusable.ts'

export interface Preparation extends AsyncDisposable {
  run: Run
}

/** Reads all that a run needs and lets its providers start meanwhile. Throws Unusable where something cannot be read. */
export async function prepare(options: VerifyOptions): Promise<Preparation> {
  const mapping = options.states === undefined ? undefined : mappingIn(options.states)
  const documents = bundledDocuments()
  const against = options.against === undefined ? undefined : await readSpecification(options.against)
  const promised = against ? { ...documents, [against.surface]: against.document } : documents
  const former = options.since === undefined ? {} : await formerDocuments(options.since)
  const own = options.pacts === undefined && options.broker === undefined
  const { pacts, findings } = await thePacts(options, own)
  const providers = startProviders(options, pacts, mapping, own)
  const run: Run = {
    options,
    own,
    documents,
    promised,
    former,
    specifications: specificationsOf(promised, options.against),
    pacts,
    mapping,
    providers: providers.started,
    findings,
    stateless: new Set(),
    verified: [],
    probed: [],
  }
  return { run, [Symbol.asyncDispose]: providers.close }
}

function mappingIn(file: string): StateMapping {
  try {
    return readStateMapping(file)
  } catch (error) {
    if (error instanceof MappingProblem) throw new Unusable(`--states: ${error.message}.`)
    throw error
  }
}

const ownPacts = fileURLToPath(new URL('../pacts/', import.meta.url))

async function thePacts(options: VerifyOptions, own: boolean): Promise<{ pacts: Pact[]; findings: Finding[] }> {
  if (own && !existsSync(ownPacts)) {
    throw new Unusable('Say which pacts to verify: --pacts DIR, or --broker URL.')
  }
  const sources = own ? [relative(process.cwd(), ownPacts) || '.'] : (options.pacts ?? [])
  const read = readPacts(sources, { ...(options.surface && { surface: options.surface }) })
  const unreadable = read.findings.find(({ code }) => unreadableCodes.has(code))
  if (unreadable) throw new Unusable([unreadable.what, unreadable.hint].filter(Boolean).join(' '))
  const { consumers } = options
  const pacts = read.pacts.filter(({ consumer }) => !consumers || consumers.includes(consumer))
  if (pacts.length === 0) throw new Unusable(nothingFound(options, read.pacts))
  const kept = (finding: Finding) =>
    !consumers || finding.where.consumer === undefined || consumers.includes(finding.where.consumer)
  return { pacts, findings: read.findings.filter(kept) }
}

/** Findings about a whole source: without it the run would be about something else than what was asked for. */
const unreadableCodes = new Set(['pact-unreadable', 'pact-malformed', 'pact-unusable', 'pacts-missing'])

function nothingFound({ consumers }: VerifyOptions, all: Pact[]): string {
  if (!consumers || all.length === 0) return 'No pact was found.'
  const known = [...new Set(all.map(({ consumer }) => consumer))].toSorted().join(', ')
  return `No pact is of ${consumers.join(' or ')}; the consumers are ${known}.`
}

function specificationsOf(promised: Record<SurfaceName, Document>, against: string | undefined): Specification[] {
  return (['keebai', 'hubmessage'] as const).map((surface) => {
    const { content, name, file } = promised[surface]
    const info = content.info as { title?: string; version?: string } | undefined
    const bundled = name === surface && file === undefined
    const source = bundled ? relative(process.cwd(), fileURLToPath(bundledFile(surface))) : (against ?? name)
    return { surface, title: info?.title ?? surface, version: info?.version ?? '', source }
  })
}
