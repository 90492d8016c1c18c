import type { Document } from '../compare/document.ts'
import { isObject, type Json } from '../json.ts'
import { likeness } from './likeness.ts'

export interface DocumentedExample {
  value: Json
  /** Chosen by what is asked, not by what there is: `x-when`. */
  isConditional: boolean
}

/** The examples of every documented status of an operation; of none where it is unknown. */
export function documentedAnswers(document: Document, operationId: string | undefined) {
  const answers = new Map<number, Map<string, DocumentedExample>>()
  const operation = document.operations.find(({ id }) => id === operationId)
  const responses = operation ? document.resolve(operation.content.responses) : {}
  for (const [status, response] of Object.entries(responses)) {
    const examples = new Map<string, DocumentedExample>()
    for (const media of Object.values(document.resolve(document.resolve(response).content))) {
      for (const [name, example] of Object.entries(document.resolve(document.resolve(media).examples))) {
        const { value = null, ...marks } = document.resolve(example)
        examples.set(name, { value, isConditional: isObject(marks['x-when']) })
      }
    }
    answers.set(Number(status), examples)
  }
  return answers
}

/** The example most like an expected body; the first of several that are. Undefined where there is none. */
export function bestExample(examples: ReadonlyMap<string, DocumentedExample>, expected: Json | undefined) {
  let best: { name: string; likeness: number } | undefined
  for (const [name, { value }] of examples) {
    const found = likeness(expected, value)
    if (!best || found > best.likeness) best = { name, likeness: found }
  }
  return best
}
