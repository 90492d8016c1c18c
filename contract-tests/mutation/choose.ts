import type { Mutant } from './mutant.ts'

/**
 * Chooses `count` mutants, the same for the same seed: operations and events take turns, within one its interactions, within those a
 * random fault, so that every operation and every documented answer has its share.
 */
export function chooseMutants(all: Mutant[], count: number, seed: number): Mutant[] {
  const random = randomOf(seed)
  const subjects = [...Map.groupBy(all, ({ surface, subject }) => `${surface} ${subject}`).values()].map((mutants) => {
    const answers = Map.groupBy(mutants, ({ interaction }) => interaction)
    return shuffled(
      [...answers.values()].map((one) => shuffled(one, random)),
      random,
    )
  })
  const chosen: Mutant[] = []
  while (chosen.length < count && subjects.some((answers) => answers.length > 0)) {
    for (const answers of subjects) {
      const answer = answers.shift()
      const mutant = answer?.shift()
      if (!answer || !mutant || chosen.length === count) continue
      chosen.push(mutant)
      if (answer.length > 0) answers.push(answer)
    }
  }
  return chosen
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const left = [...items]
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    ;[left[index], left[other]] = [left[other] as Item, left[index] as Item]
  }
  return left
}

/** Mulberry32: 32 bits of state, the same numbers everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
