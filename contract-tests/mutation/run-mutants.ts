import { readDocument } from '../compare/document.ts'
import { createResponseCheck, type ResponseCheck } from '../compare/response-check.ts'
import type { Interaction, Pact, SurfaceName } from '../pact-file/interaction.ts'
import type { InteractionResult } from '../provider/provider.ts'
import type { Seam } from '../provider/seam.ts'
import type { ProviderRun } from '../provider/verify-pact.ts'
import { isOfRecording } from '../verify/steps/responses.ts'
import type { Mutant } from './mutant.ts'

export interface Outcome {
  mutant: Mutant
  /** Title of the provider the fault was planted before. */
  provider: string
  /** `moot`: what the provider really says has nothing that this fault could break. */
  result: 'killed' | 'survived' | 'moot'
}

/** Whoever is asked, with the interactions that pass there as long as nothing is planted. */
export interface Ground {
  run: ProviderRun
  passing: Set<Interaction>
}

/** Verifies everything without a fault: only what passes then can show that a fault is noticed. */
export async function breakGround(run: ProviderRun, pacts: Pact[]): Promise<Ground & { failed: string[] }> {
  const results = await run.verify(pacts)
  const passing = new Set<Interaction>()
  const failed: string[] = []
  for (const [pact, list] of results) {
    for (const result of list) {
      const interaction = pact.interactions.find(({ index }) => index === result.interaction)
      if (!interaction || result.outcome === 'excluded') continue
      if (notices(pact, interaction, result)) failed.push(`${run.provider.title}: ${interaction.description}`)
      else passing.add(interaction)
    }
  }
  return { run, passing, failed }
}

/**
 * Plants each mutant before one of the grounds where its interaction passes (they take turns) and says whether the checks of that interaction
 * noticed. Interactions do not see each other, so one pass over the pacts carries one fault in each of them.
 */
export async function runMutants(mutants: Mutant[], pacts: Pact[], grounds: Ground[]): Promise<Outcome[]> {
  const planned = plan(mutants, pacts, grounds)
  const outcomes: Outcome[] = []
  await Promise.all(
    [...planned].map(async ([{ run }, queues]) => {
      const rounds = Math.max(0, ...[...queues.values()].map(({ length }) => length))
      for (let round = 0; round < rounds; round += 1) {
        const current = new Map(
          [...queues].flatMap(([interaction, queue]) => {
            const mutant = queue[round]
            return mutant ? [[interaction, mutant] as const] : []
          }),
        )
        outcomes.push(...(await runRound(run, pacts, current)))
      }
    }),
  )
  return outcomes
}

function plan(mutants: Mutant[], pacts: Pact[], grounds: Ground[]): Map<Ground, Map<Interaction, Mutant[]>> {
  const byDescription = new Map(
    pacts.flatMap(({ surface, interactions }) => interactions.map((one) => [`${surface} ${one.description}`, one])),
  )
  const planned = new Map(grounds.map((ground) => [ground, new Map<Interaction, Mutant[]>()]))
  for (const [at, mutant] of mutants.entries()) {
    const interaction = byDescription.get(`${mutant.surface} ${mutant.interaction}`)
    const able = interaction ? grounds.filter(({ passing }) => passing.has(interaction)) : []
    const ground = able[at % able.length]
    if (!interaction || !ground) continue
    const queues = planned.get(ground)
    queues?.set(interaction, [...(queues.get(interaction) ?? []), mutant])
  }
  return planned
}

async function runRound(run: ProviderRun, pacts: Pact[], current: Map<Interaction, Mutant>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  await Promise.all(
    pacts.map(async (pact) => {
      const chosen = pact.interactions.filter((one) => current.has(one))
      if (chosen.length === 0) return
      const applied = new Set<number>()
      const mutantAt = (index: number) => {
        const interaction = pact.interactions.find((one) => one.index === index)
        return interaction && current.get(interaction)
      }
      const results = await run.verify([pact], {
        only: (interaction) => current.has(interaction),
        seam: seamFor(mutantAt, applied),
      })
      for (const result of results.get(pact) ?? []) {
        const interaction = pact.interactions.find(({ index }) => index === result.interaction)
        const mutant = interaction && current.get(interaction)
        if (!interaction || !mutant) continue
        const noticed = notices(pact, interaction, result)
        const verdict = !applied.has(result.interaction) ? 'moot' : noticed ? 'killed' : 'survived'
        outcomes.push({ mutant, provider: run.provider.title, result: verdict })
      }
    }),
  )
  return outcomes
}

function seamFor(mutantAt: (interaction: number) => Mutant | undefined, applied: Set<number>): Seam {
  const planted = <Value>(index: number, old: Value, broken: Value | undefined): Value => {
    if (broken === undefined) return old
    applied.add(index)
    return broken
  }
  return {
    onResponse(index, _request, answer) {
      const mutant = mutantAt(index)
      return mutant?.plantedIn === 'answer' ? planted(index, answer, mutant.apply(answer)) : answer
    },
    onDelivery(index, delivery, sign) {
      const mutant = mutantAt(index)
      return mutant?.plantedIn === 'delivery' ? planted(index, delivery, mutant.apply(delivery, sign)) : delivery
    },
    onStream(index, events) {
      const mutant = mutantAt(index)
      return mutant?.plantedIn === 'stream' ? planted(index, events, mutant.apply(events)) : events
    },
  }
}

const checks = new Map<SurfaceName, ResponseCheck>()

/** Whether anything `trunkline verify` looks at is wrong with a result: the pact itself, and the answers against the specification. */
function notices(pact: Pact, interaction: Interaction, result: InteractionResult): boolean {
  if (result.outcome !== 'passed') return true
  if (interaction.kind !== 'http' || interaction.operation === undefined) return false
  const check = checks.get(pact.surface) ?? createResponseCheck(readDocument(pact.surface))
  checks.set(pact.surface, check)
  const { operation } = interaction
  return result.exchanges.some(({ response: { status, headers, body } }) =>
    check(operation, status, headers, body).some((problem) => !isOfRecording(problem)),
  )
}
