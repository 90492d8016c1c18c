import { masked } from '../provider/masked.ts'
import type { Asked } from './ask-all.ts'

/** Every finding on a line of its own: what was broken where, what was wrong with the answer, and the request. */
export function findingLines(asked: Asked[]): string[] {
  return asked.flatMap(({ findings }) =>
    findings.map(({ code, what, mutant: { operation, keyword, place, request } }) => {
      const { method, path, body } = request
      const shown = body.length > 300 ? `${body.slice(0, 300)}… (${body.length} characters)` : body
      return masked(`${code}: ${operation.id}, ${keyword} at ${place}: ${what}. ${method} ${path} ${shown}`.trim())
    }),
  )
}
