import type { Document, Operation } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { bodyFaults } from './body-faults.ts'
import type { Answer, AnswerMutant, MutantKind } from './mutant.ts'

/** Every planted fault of the answers an operation documents: for each status and example, in the order of the document. */
export function answerMutants(document: Document, operation: Operation): AnswerMutant[] {
  const statuses = Object.entries(document.resolve(operation.content.responses))
  return statuses.flatMap(([status, node]) => {
    const response = document.resolve(node)
    return jsonAnswers(document, response).flatMap((answer, _index, all) => {
      const faults = [
        ...statusFaults(Number(status)),
        ...headerFaults(document, response, answer.value !== undefined),
        ...inBody(document, answer),
        ...(Number(status) < 300 ? dialectFaults(answer, all) : []),
      ]
      const title = `${operation.id} ${status} ${answer.name}`.trimEnd()
      const interaction = `${operation.id} answers ${status}: ${answer.name || 'done'}`
      return faults.map(({ kind, title: what, apply }): AnswerMutant => {
        return { name: `${title}: ${what}`, subject: operation.id, interaction, kind, plantedIn: 'answer', apply }
      })
    })
  })
}

interface AnswerFault {
  kind: MutantKind
  title: string
  apply(answer: Answer): Answer | undefined
}

interface ExampleAnswer {
  name: string
  schema: Json | undefined
  value: Json | undefined
}

/** The JSON examples of a response; one without a value where it has no body. */
function jsonAnswers(document: Document, response: JsonObject): ExampleAnswer[] {
  if (!isObject(response.content)) return [{ name: '', schema: undefined, value: undefined }]
  const media = document.resolve(response.content['application/json'])
  return Object.entries(document.resolve(media.examples)).map(([name, node]) => {
    return { name, schema: media.schema, value: document.resolve(node).value }
  })
}

function inBody(document: Document, { schema, value }: ExampleAnswer): AnswerFault[] {
  if (value === undefined) return []
  return bodyFaults(document, schema, value).map(({ kind, title, apply }) => ({
    kind,
    title,
    apply(answer) {
      const body = apply(answer.body)
      return body === undefined ? undefined : { ...answer, body }
    },
  }))
}

/** Another status of the same class, and one of another. */
function statusFaults(status: number): AnswerFault[] {
  const others = status < 300 ? [status === 200 ? 202 : 200, 404] : [status === 400 ? 422 : 400, 200]
  return others.map((other) => {
    return { kind: 'change-status', title: `status ${other}`, apply: (answer) => ({ ...answer, status: other }) }
  })
}

function headerFaults(document: Document, response: JsonObject, hasBody: boolean): AnswerFault[] {
  const required = Object.entries(document.resolve(response.headers))
    .filter(([, header]) => document.resolve(header).required === true)
    .map(([name]) => name.toLowerCase())
  const faults = required.flatMap((name): AnswerFault[] => [
    { kind: 'drop-header', title: `drop header ${name}`, apply: (answer) => withHeader(answer, name, undefined) },
    { kind: 'change-header', title: `nonsense in header ${name}`, apply: (answer) => withHeader(answer, name, 'soon') },
  ])
  if (hasBody) {
    const apply = (answer: Answer) => withHeader(answer, 'content-type', 'text/html')
    faults.push({ kind: 'change-header', title: 'content type text/html', apply })
  }
  return faults
}

function withHeader(answer: Answer, name: string, value: string | undefined): Answer | undefined {
  const { [name]: old, ...headers } = answer.headers
  if (old === undefined) return undefined
  return { ...answer, headers: value === undefined ? headers : { ...headers, [name]: value } }
}

/** Success answers of other shapes: a request in one dialect answered in another. */
function dialectFaults({ name, value }: ExampleAnswer, all: ExampleAnswer[]): AnswerFault[] {
  return all
    .filter((one) => one.name !== name && isObject(one.value) && isObject(value) && !sameMembers(one.value, value))
    .map((one) => ({
      kind: 'swap-dialect',
      title: `answered as ${one.name}`,
      apply: (answer) => ({ ...answer, body: JSON.stringify(one.value) }),
    }))
}

function sameMembers(one: JsonObject, other: JsonObject): boolean {
  return Object.keys(one).sort().join() === Object.keys(other).sort().join()
}
