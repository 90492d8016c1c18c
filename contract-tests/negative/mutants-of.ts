import type { Document, Operation } from '../compare/document.ts'
import { baseRequests } from './base-requests.ts'
import { bodyFaults } from './body-faults.ts'
import { formFaults } from './form-faults.ts'
import type { Mutant } from './mutant.ts'
import { parameterFaults } from './parameter-faults.ts'
import type { Verdicts } from './verdicts.ts'

/**
 * Every request of an operation that is wrong in one way: each documented request example with one keyword of a schema broken, or something
 * that no schema says. Each is proven wrong by `verdicts`, or is wrong whatever the schema says.
 */
export function mutantsOf(document: Document, operation: Operation, verdicts: Verdicts): Mutant[] {
  const bases = baseRequests(document, operation)
  const mutants = bases.flatMap((base, index) => [
    ...(index === 0 ? parameterFaults(document, base, verdicts) : []),
    ...bodyFaults(document, base, verdicts),
    ...formFaults(document, base, verdicts),
  ])
  return distinct(mutants)
}

function distinct(mutants: Mutant[]): Mutant[] {
  return [...new Map(mutants.map((mutant) => [JSON.stringify(mutant.request), mutant])).values()]
}
