import { comparePact } from '../../compare/pact-against-spec.ts'
import { comparePayloads } from '../../compare/payloads.ts'
import type { Finding } from '../finding.ts'
import { plural, type Step } from '../run.ts'

/** Requests, expected answers and messages of every pact against the specification; nothing is called. */
export const pactSpec: Step = {
  name: 'pact-spec',
  title: 'Pacts against the specification',
  async check({ pacts, promised }, update) {
    const findings: Finding[] = []
    for (const pact of pacts) {
      update(pact.source)
      const document = promised[pact.surface]
      findings.push(...(await comparePact(pact, document)), ...comparePayloads(pact, document))
    }
    const interactions = pacts.reduce((sum, pact) => sum + pact.interactions.length, 0)
    return { findings, note: plural(interactions, 'interaction') }
  },
}
