import type { Json } from '../../json.ts'
import { isAbsent, type Pair } from '../entry.ts'
import { type Known, transformations } from '../transformations.ts'
import { equal } from './equal.ts'
import type { Exchange } from './exchange.ts'
import { pairedLocals, valuesMeant } from './translate.ts'

/** Two real values that an entry does not bring together. */
export interface Difference {
  how: string
  expected: Json | undefined
  got: Json | undefined
}

/** Runs the transformation of an entry on the values of two exchanges, there and back. A value that is missing is a difference. */
export function compareBy(pair: Pair, left: Exchange, right: Exchange, known: Known): Difference[] {
  if (pair.by === undefined || isAbsent(pair.left) || isAbsent(pair.right)) throw new Error(`${pair.id} maps nothing`)
  const { forth, back, anyText } = transformations[pair.by]
  const there = `${left.place} → ${right.place}`
  const differences: Difference[] = []
  const missing = (place: string) =>
    differences.push({ how: `has no value at ${place} (${there})`, expected: 'a value', got: undefined })

  const locals = pairedLocals(pair.left, left.place, pair.right, right.place)
  const met = locals.map(([source, target]) => [valuesMeant(left, source), valuesMeant(right, target)] as const)
  if (met.every(([lefts]) => lefts.length === 0)) missing(left.place)
  if (met.every(([, rights]) => rights.length === 0)) missing(right.place)
  if (differences.length > 0) return differences
  const oneByOne = new Set(locals.map(([source]) => source.local)).size === locals.length
  for (const [lefts, rights] of met) {
    if (oneByOne && lefts.length === 0 && rights.length > 0) missing(left.place)
    if (oneByOne && rights.length === 0 && lefts.length > 0) missing(right.place)
    for (const [value, other] of lefts.flatMap((one) => rights.map((two) => [one, two] as const))) {
      if (anyText && isText(value) && isText(other)) continue
      const made = forth(value, known)
      if (!equal(made, other)) differences.push({ how: `differs (${there})`, expected: made, got: other })
      const again = back(other, known)
      if (!equal(again, value)) {
        differences.push({ how: `differs on the way back (${there})`, expected: again, got: value })
      }
    }
  }
  return differences
}

function isText(value: Json): boolean {
  return typeof value === 'string' && value !== ''
}
