import { relianceFindings } from '../../compare/reliance.ts'
import { plural, type Step } from '../run.ts'

/** What consumers count on that the vendor does not promise: it works here, and may not there. */
export const reliance: Step = {
  name: 'reliance',
  title: 'Reliance on what the vendor does not promise',
  leftOut: ({ own, options }) =>
    own && !options.strict ? "this project's own pacts use everything there is, on purpose" : undefined,
  async check({ pacts, promised, options: { strict } }) {
    const findings = relianceFindings(pacts, { strict, documentOf: ({ surface }) => promised[surface] })
    const consumers = new Set(findings.map(({ where }) => where.consumer))
    const note =
      findings.length > 0 ? `${plural(findings.length, 'point')} of ${plural(consumers.size, 'consumer')}` : ''
    return { findings, note }
  },
}
