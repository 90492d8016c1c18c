import type { Document, Operation } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { type BodyFault, bodyFaults } from './body-mutants.ts'
import type { Mutant } from './mutant.ts'

/** Every planted fault of the answers an operation documents: for each status and example, in the order of the document. */
export function httpMutants(document: Document, operation: Operation): Mutant[] {
  const statuses = Object.entries(document.resolve(operation.content.responses))
  return statuses.flatMap(([status, node]) => {
    const response = document.resolve(node)
    const answers = jsonAnswers(document, response)
    return answers.flatMap(({ name, schema, value }, _index, all) => {
      const faults = [
        ...statusFaults(Number(status)),
        ...headerFaults(document, response, value !== undefined),
        ...(value === undefined ? [] : bodyFaults(document, schema, value)),
        ...(Number(status) < 300 ? dialectFaults(name, all) : []),
      ]
      const made = { operation: operation.id, status: Number(status), example: name }
      const title = [operation.id, status, name].filter(Boolean).join(' ')
      return faults.map(({ kind, title: what, apply }): Mutant => ({ ...made, kind, name: `${title}: ${what}`, apply }))
    })
  })
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

/** Another status of the same class, and one of another. */
function statusFaults(status: number): BodyFault[] {
  const others = status < 300 ? [status === 200 ? 202 : 200, 404] : [status === 400 ? 422 : 400, 200]
  return others.map((other) => {
    return { kind: 'change-status', title: `status ${other}`, apply: (answer) => ({ ...answer, status: other }) }
  })
}

function headerFaults(document: Document, response: JsonObject, hasBody: boolean): BodyFault[] {
  const declared = Object.entries(document.resolve(response.headers))
    .filter(([, header]) => document.resolve(header).required === true)
    .map(([name]) => name.toLowerCase())
  const faults: BodyFault[] = declared.flatMap((name) => [
    {
      kind: 'drop-header',
      title: `drop header ${name}`,
      apply: ({ headers: { [name]: dropped, ...headers }, ...answer }) =>
        dropped === undefined ? undefined : { ...answer, headers },
    },
    {
      kind: 'change-header',
      title: `nonsense in header ${name}`,
      apply: (answer) =>
        answer.headers[name] === undefined
          ? undefined
          : { ...answer, headers: { ...answer.headers, [name]: 'soon, surely' } },
    },
  ])
  if (hasBody) {
    faults.push({
      kind: 'change-header',
      title: 'content type text/html',
      apply: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } }),
    })
  }
  return faults
}

/** Success answers of other shapes: a request in one dialect answered in another. */
function dialectFaults(name: string, all: ExampleAnswer[]): BodyFault[] {
  const own = all.find((one) => one.name === name)?.value
  return all
    .filter((one) => one.name !== name && isObject(one.value) && isObject(own) && !sameMembers(one.value, own))
    .map((one) => ({
      kind: 'swap-dialect',
      title: `answered as ${one.name}`,
      apply: (answer) => ({ ...answer, body: JSON.stringify(one.value) }),
    }))
}

function sameMembers(one: JsonObject, other: JsonObject): boolean {
  return Object.keys(one).sort().join() === Object.keys(other).sort().join()
}
