import type { BrokerPact } from '../../provider/broker.ts'
import { BrokerProblem } from '../../provider/broker-client.ts'
import type { InteractionResult } from '../../provider/provider.ts'
import type { Finding } from '../finding.ts'
import { plural, type Run, type Step } from '../run.ts'

/** Tells a broker what came out of the pacts it gave. */
export function publishing(pacts: BrokerPact[]): Step {
  return {
    name: 'broker',
    title: 'Results told to the broker',
    leftOut: ({ options: { broker } }) => (broker?.publish ? undefined : '--publish was not given'),
    async check(run, update) {
      const version = run.options.broker?.providerVersion ?? ''
      const findings: Finding[] = []
      for (const { pact, publish } of pacts) {
        update(pact.consumer)
        try {
          await publish(resultsOf(run, pact), { version })
        } catch (error) {
          if (!(error instanceof BrokerProblem)) throw error
          const where = { consumer: pact.consumer, pact: pact.source }
          const what = `The result could not be published: ${error.message}.`
          findings.push({ check: 'broker', severity: 'error', code: 'publish-failed', what, where })
        }
      }
      return { findings, note: `${plural(pacts.length - findings.length, 'pact')} as of ${version}` }
    },
  }
}

const weight = { excluded: 0, passed: 1, 'pending-failed': 2, failed: 3 }

/** One result per interaction: the worst of those at all providers. */
function resultsOf({ verified }: Run, pact: BrokerPact['pact']): InteractionResult[] {
  const results = verified.filter((one) => one.pact === pact).map(({ result }) => result)
  return [...Map.groupBy(results, ({ interaction }) => interaction).values()].flatMap((same) => {
    return same.toSorted((one, other) => weight[other.outcome] - weight[one.outcome]).slice(0, 1)
  })
}
