import type { Interaction } from '../../pact-file/interaction.ts'
import type { StateProblem } from '../../provider/states.ts'
import type { Finding } from '../finding.ts'
import { plural, type Run, type Step } from '../run.ts'

/** The names of all states before anything runs: the Pact verifier hides why one could not be made. */
export const states: Step = {
  name: 'states',
  title: 'Provider states',
  leftOut({ pacts, options }) {
    if (options.providers?.every(({ name }) => name === 'mock')) return 'the mock has none'
    return namesIn(pacts).size === 0 ? 'no interaction names one' : undefined
  },
  async check(run) {
    const note = plural(namesIn(run.pacts).size, 'name')
    if (!(await areMade(run))) return { findings: [], note: `${note}, none of which is made at that address` }
    const [{ stateProblems }, { catalogue }] = await Promise.all([
      import('../../provider/states.ts'),
      import('../../../mocks/provider-states/catalogue.ts'),
    ])
    const problems = stateProblems(run.pacts, catalogue, run.mapping)
    for (const { interaction } of problems) run.stateless.add(interaction)
    const byName = Map.groupBy(problems, ({ pact, state }) => JSON.stringify([pact.source, state]))
    return { findings: [...byName.values()].flatMap(toFinding), note }
  },
}

/** An address may have them or not; only then it has to be waited for. */
async function areMade({ options, providers }: Run): Promise<boolean> {
  if (options.providers?.some(({ name }) => name !== 'url') ?? true) return true
  return (await providers()).some(({ provider }) => provider.states !== undefined)
}

function namesIn(pacts: Run['pacts']): Set<string> {
  const interactions = pacts.flatMap((pact): Interaction[] => pact.interactions)
  return new Set(interactions.flatMap((one) => one.states.map(({ name }) => name)))
}

const namedMax = 5

/** One for all interactions of a pact that name the state. */
function toFinding(problems: StateProblem[]): Finding[] {
  const [first] = problems
  if (!first) return []
  const { pact, state, mappedFrom, nearest } = first
  const interactions = [...new Set(problems.map(({ interaction }) => interaction))]
  const names = interactions.slice(0, namedMax).map(({ description }) => `"${description}"`)
  const more = interactions.length > namedMax ? ` and ${interactions.length - namedMax} more` : ''
  const said = mappedFrom === undefined ? `"${state}"` : `"${state}", which --states says for "${mappedFrom}"`
  return [
    {
      check: 'states',
      severity: 'error',
      code: 'state-unknown',
      what: `There is no provider state ${said}. It is named by ${names.join(', ')}${more}.`,
      where: {
        consumer: pact.consumer,
        pact: pact.source,
        ...(interactions.length === 1 && { interaction: interactions[0]?.description }),
        pointer: interactions[0]?.pointer,
      },
      expected: nearest.map((name) => `"${name}"`).join('\n'),
      got: `"${state}"`,
      hint: 'Use one of the nearest names, or say in a file for --states what yours means; docs/provider-states.md has all.',
      ...((pact.pending || interactions.every(({ pending }) => pending)) && { pending: true }),
    },
  ]
}
