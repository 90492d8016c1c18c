import type { Mutant } from './mutant.ts'
import type { Outcome } from './run-mutants.ts'
import { survivors } from './survivors.ts'

export interface Score {
  killed: number
  survived: Outcome[]
  moot: Outcome[]
  /** Share of the planted faults that were noticed, 0 to 1. */
  share: number
}

export function scoreOf(outcomes: Outcome[]): Score {
  const killed = outcomes.filter(({ result }) => result === 'killed').length
  const survived = outcomes.filter(({ result }) => result === 'survived')
  const planted = killed + survived.length
  return {
    killed,
    survived,
    moot: outcomes.filter(({ result }) => result === 'moot'),
    share: planted ? killed / planted : 0,
  }
}

/** What a run of the mutation check has to say, in lines. */
export function reportLines(outcomes: Outcome[], unchecked: Mutant[]): string[] {
  const { killed, survived, moot, share } = scoreOf(outcomes)
  return [
    ...table(outcomes),
    '',
    ...survived.map((one) => `survived at ${one.provider}: ${one.mutant.name}${reasonOf(one.mutant)}`).sort(),
    ...[...Map.groupBy(unchecked, ({ interaction }) => interaction)].map(
      ([interaction, list]) =>
        `${list.length} fault${list.length === 1 ? '' : 's'} left out: no interaction "${interaction}" passes`,
    ),
    `${moot.length} faults had nothing to break in what the provider really says`,
    `${killed} of ${killed + survived.length} planted faults noticed: ${(100 * share).toFixed(1)} %`,
  ]
}

function table(outcomes: Outcome[]): string[] {
  const kinds = Map.groupBy(outcomes, ({ mutant }) => mutant.kind)
  const rows = [...kinds].map(([kind, list]) => [kind, ...counts(list)])
  const providers = Map.groupBy(outcomes, ({ provider }) => provider)
  rows.push(...[...providers].map(([provider, list]) => [`at ${provider}`, ...counts(list)]))
  return [['', 'killed', 'survived', 'moot'], ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(18), ...cells.map((cell) => cell.padStart(9))].join(''),
  )
}

function counts(outcomes: Outcome[]): string[] {
  return (['killed', 'survived', 'moot'] as const).map((result) =>
    String(outcomes.filter((one) => one.result === result).length),
  )
}

function reasonOf({ name }: Mutant): string {
  const known = survivors.find(({ mutant }) => mutant === name)
  return known ? ` (${known.reason})` : ' (no reason known)'
}
