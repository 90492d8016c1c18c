import type { Mutant } from './mutant.ts'

/**
 * Chooses `count` mutants, the same for the same seed: operations take turns, within one its statuses and examples, within those a
 * random fault, so that every operation and every status has its share.
 */
export function chooseMutants(all: Mutant[], count: number, seed: number): Mutant[] {
  const random = randomOf(seed)
  const operations = [...groupedBy(all, ({ operation }) => operation).values()].map((mutants) => {
    const answers = groupedBy(mutants, ({ status, example }) => `${status} ${example}`)
    return shuffled(
      [...answers.values()].map((one) => shuffled(one, random)),
      random,
    )
  })
  const chosen: Mutant[] = []
  while (chosen.length < count && operations.some((answers) => answers.length > 0)) {
    for (const answers of operations) {
      const answer = answers.shift()
      const mutant = answer?.shift()
      if (!answer || !mutant || chosen.length === count) continue
      chosen.push(mutant)
      if (answer.length > 0) answers.push(answer)
    }
  }
  return chosen
}

function groupedBy(all: Mutant[], keyOf: (mutant: Mutant) => string): Map<string, Mutant[]> {
  return Map.groupBy(all, keyOf)
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
