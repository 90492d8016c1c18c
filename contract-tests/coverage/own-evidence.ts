import { fileURLToPath } from 'node:url'
import { exclusions } from '../exclusions.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import { bundledDocuments } from '../verify/specifications.ts'
import { type Evidence, evidenceOf } from './evidence.ts'

/** The evidence of this project: its documents, its pacts, its exclusions. */
export function ownEvidence(): Evidence[] {
  const { pacts } = readPacts([fileURLToPath(new URL('../pacts/', import.meta.url))])
  return evidenceOf(bundledDocuments(), pacts, exclusions)
}
