import type { Interaction } from '../../pact-file/interaction.ts'
import type { StateProblem } from '../../provider/states.ts'
import type { Finding } from '../finding.ts'
import { plural, type Run, type Step } from '../run.ts'

/** The names of all states before anything runs: the Pact verifier hides why one could not be made. */
export const states: Step = {
  name: 'states',
  title: 'Provider states',
  leftOut({ pacts, options }) {
    if (options.providers?.every(({ name }) => name === 'mock')) return 'the mock has no states'
    if (options.providers?.every(({ name }) => name === 'url'))
      return 'an address tells of unknown states when they are made'
    return namesIn(pacts.flatMap(({ interactions }) => interactions)).size === 0
      ? 'no interaction names one'
      : undefined
  },
  async check({ pacts, mapping }) {
    const [{ stateProblems }, { catalogue }] = await Promise.all([
      import('../../provider/states.ts'),
      import('../../../mocks/provider-states/catalogue.ts'),
    ])
    const findings = stateProblems(pacts, catalogue, mapping).map(toFinding)
    return { findings, note: plural(namesIn(pacts.flatMap(({ interactions }) => interactions)).size, 'name') }
  },
}

/** Whether an interaction cannot be verified because nobody knows its state; the finding about that says all there is to say. */
export function hasUnknownState({ findings }: Run, pact: string, { description }: Interaction): boolean {
  return findings.some(
    ({ code, where }) => code === 'state-unknown' && where.pact === pact && where.interaction === description,
  )
}

function namesIn(interactions: Interaction[]): Set<string> {
  return new Set(interactions.flatMap((one) => one.states.map(({ name }) => name)))
}

function toFinding({ pact, interaction, state, mappedFrom, nearest }: StateProblem): Finding {
  const said = mappedFrom === undefined ? `"${state}"` : `"${state}", which --states says for "${mappedFrom}"`
  return {
    check: 'states',
    severity: 'error',
    code: 'state-unknown',
    what: `There is no provider state ${said}.`,
    where: {
      consumer: pact.consumer,
      pact: pact.source,
      interaction: interaction.description,
      pointer: interaction.pointer,
    },
    expected: nearest.map((name) => `"${name}"`).join('\n'),
    got: `"${state}"`,
    hint: 'Use one of the nearest names, or say in a file for --states which of them yours means; docs/provider-states.md has all.',
    ...((pact.pending || interaction.pending) && { pending: true }),
  }
}
