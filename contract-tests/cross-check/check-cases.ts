import { valueAt } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Fault } from './check-fields.ts'
import { type ErrorCase, isAbsent } from './entry.ts'
import { follow, operationsOf } from './fields.ts'
import { describes } from './selector.ts'

/** An error answer of a document, as its example shows it. */
interface Documented {
  description: string
  status: number
  word: string
  pointer: string
}

/** Holds the errors of one side against the examples of its document: each is some case, and each case is as the examples say. */
export function checkCases(
  cases: readonly ErrorCase[],
  surface: 'keebai' | 'hubmessage',
  document: JsonObject,
): Fault[] {
  const answers = errorAnswers(document)
  const faults: Fault[] = []
  const claimed = new Set<Documented>()
  for (const one of cases) {
    const side = one[surface]
    if (isAbsent(side)) continue
    for (const pattern of side.answers) {
      const found = answers.filter(({ description }) => describes(pattern, description))
      if (found.length === 0) {
        const what = `${one.id} names "${pattern}", and the document has no such answer.`
        faults.push({ code: 'case-without-answer', what, entry: one.id })
      }
      for (const answer of found) {
        claimed.add(answer)
        if (answer.status === side.status && answer.word === side.word) continue
        faults.push({
          code: 'case-differs',
          what: `${one.id} is not what "${answer.description}" shows.`,
          entry: one.id,
          expected: `${side.status} ${side.word}`,
          got: `${answer.status} ${answer.word}`,
          pointer: answer.pointer,
        })
      }
    }
  }
  for (const { description, pointer } of answers.filter((answer) => !claimed.has(answer))) {
    const what = `No entry speaks of the error "${description}".`
    faults.push({ code: 'error-without-entry', what, pointer, interaction: description })
  }
  return faults
}

/** The word an error body is told apart by: Keebai's code, otherwise its text. */
export function wordOf(body: Json | undefined): string {
  const { error, errors, message } = isObject(body) ? body : {}
  // Of files: their code is the same for each.
  if (Array.isArray(errors)) return String(valueAt({ errors }, '/errors/0/subCode'))
  // Meta's errors, handed on by HubMessage, have no message of their own.
  if (isObject(error) && Array.isArray(error.errors)) return String(valueAt(error, '/errors/0/message'))
  if (isObject(error)) return String(error.code)
  return String(message ?? error)
}

function errorAnswers(document: JsonObject): Documented[] {
  return operationsOf(document).flatMap(({ place, operation, pointer }) =>
    Object.entries(isObject(operation.responses) ? operation.responses : {}).flatMap(([status, response]) => {
      if (Number(status) < 400) return []
      const { node, pointer: where } = follow(document, { node: response, pointer: `${pointer}/responses/${status}` })
      const examples = valueAt(node, '/content/application~1json/examples')
      return Object.entries(isObject(examples) ? examples : {}).map(([name, example]) => {
        const { node: found } = follow(document, { node: example, pointer: '' })
        const at = `${where}/content/application~1json/examples/${name}`
        const description = `${place} answers ${status}: ${name}`
        return { description, status: Number(status), word: wordOf(found.value), pointer: at }
      })
    }),
  )
}
