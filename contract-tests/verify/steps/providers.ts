import type { Pact } from '../../pact-file/interaction.ts'
import { VerifierUnavailable } from '../../provider/verifier-process.ts'
import type { ProviderRun } from '../../provider/verify-pact.ts'
import type { Run, Step, Verified } from '../run.ts'
import { Unusable } from '../unusable.ts'
import { failureOf } from './failure.ts'

/** Every interaction of every pact against every provider, with what went wrong. */
export const providers: Step = {
  name: 'provider',
  title: 'Pacts against the providers',
  async check(run, update) {
    const runs = await run.providers()
    const shown = new Map<string, string>()
    const all = runs.map((one) => {
      return verifiedBy(one, run, (text) => {
        shown.set(one.provider.title, text)
        update([...shown.values()].join('  '))
      })
    })
    for (const verified of await Promise.all(all)) run.verified.push(...verified)
    const failed = run.verified.filter(({ result }) => result.outcome.endsWith('failed'))
    const telling = failed.filter(({ interaction }) => !run.stateless.has(interaction))
    const looked = run.verified.filter(({ result }) => result.outcome !== 'excluded').length
    return {
      findings: telling.map(failureOf),
      note: noteOf(looked, failed.length - telling.length),
    }
  },
}

/** Those without their state have failed too; what is wrong with them was told before. */
function noteOf(looked: number, stateless: number): string {
  const note = `${looked} ${looked === 1 ? 'answer or event' : 'answers and events'}`
  return stateless === 0 ? note : `${note}, ${stateless} without their state`
}

async function verifiedBy(
  { provider, verify }: ProviderRun,
  { pacts }: Run,
  update: (text: string) => void,
): Promise<Verified[]> {
  const onProgress = ({ done, total }: { done: number; total: number }) => update(`${provider.title} ${done}/${total}`)
  const results = await verify(pacts, { onProgress }).catch((error: unknown) => {
    if (error instanceof VerifierUnavailable) throw new Unusable(`The Pact verifier cannot run here: ${error.message}`)
    throw error
  })
  return [...results].flatMap(([pact, ofPact]) =>
    ofPact.flatMap((result): Verified[] => {
      const interaction = interactionOf(pact, result.interaction)
      return interaction ? [{ pact, interaction, provider, result }] : []
    }),
  )
}

function interactionOf(pact: Pact, index: number) {
  return pact.interactions.find((one) => one.index === index)
}
