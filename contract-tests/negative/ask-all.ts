import type { Document } from '../compare/document.ts'
import { createResponseCheck } from '../compare/response-check.ts'
import type { PlainAnswer, PlainRequest } from '../provider/provider.ts'
import { type Finding, judge } from './judge.ts'
import type { Mutant } from './mutant.ts'

/** Requests under way at the same moment. */
const asking = 24

export interface Asked {
  mutant: Mutant
  answer: PlainAnswer
  findings: Finding[]
}

/** Sends every mutant and judges its answer. `send` adds what a caller is known by. */
export async function askAll(
  document: Document,
  mutants: Mutant[],
  send: (request: PlainRequest) => Promise<PlainAnswer>,
): Promise<Asked[]> {
  const check = createResponseCheck(document)
  const asked: Asked[] = []
  const waiting = mutants.values()
  const askOn = async () => {
    for (const mutant of waiting) {
      const answer = await send(mutant.request)
      asked.push({ mutant, answer, findings: judge(mutant, answer, check) })
    }
  }
  await Promise.all(Array.from({ length: asking }, askOn))
  return asked
}
