import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledFile, type Document } from '../compare/document.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import type { BrokerPact } from '../provider/broker.ts'
import { MappingProblem, readStateMapping, type StateMapping } from '../provider/state-mapping.ts'
import type { VerifyOptions } from './options.ts'
import { readPactSources } from './pact-sources.ts'
import type { Specification } from './report.ts'
import type { Run } from './run.ts'
import { bundledDocuments, formerDocuments, readSpecification } from './specifications.ts'
import { startProviders } from './start-providers.ts'
import { Unusable } from './unusable.ts'

export interface Preparation extends AsyncDisposable {
  run: Run
  /** Pacts that a broker gave. */
  fromBroker: BrokerPact[]
}

/** Reads all that a run needs and lets its providers start meanwhile. Throws Unusable where something cannot be read. */
export async function prepare(options: VerifyOptions, env: NodeJS.ProcessEnv): Promise<Preparation> {
  const mapping = options.states === undefined ? undefined : mappingIn(options.states)
  const documents = bundledDocuments()
  const against = options.against === undefined ? undefined : await readSpecification(options.against)
  const promised = against ? { ...documents, [against.surface]: against.document } : documents
  const former = options.since === undefined ? {} : await formerDocuments(options.since)
  const { own, pacts, findings, fromBroker } = await readPactSources(options, env)
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
  return { run, fromBroker, [Symbol.asyncDispose]: providers.close }
}

function mappingIn(file: string): StateMapping {
  try {
    return readStateMapping(file)
  } catch (error) {
    if (error instanceof MappingProblem) throw new Unusable(`--states: ${error.message}.`)
    throw error
  }
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
