import type { Document } from '../compare/document.ts'
import { answerMutants } from './answer-mutants.ts'
import { deliveryMutants } from './delivery-mutants.ts'
import type { Mutant } from './mutant.ts'
import { streamMutants } from './stream-mutants.ts'

/** Every fault that can be planted in what a document describes, in the order of the document. */
export function mutantsOf(document: Document): Mutant[] {
  const answers = document.operations
    .filter(({ isEvent }) => !isEvent)
    .flatMap((operation) => answerMutants(document, operation))
  const faults = [...answers, ...deliveryMutants(document), ...streamMutants(document)]
  return faults.map((fault) => ({ ...fault, surface: document.name }))
}
