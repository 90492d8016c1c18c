import type { Json } from '../../json.ts'
import { changed } from './changed.ts'
import type { DocumentedOperation, DocumentedResponse } from './document.ts'
import { genericAnswer } from './generic-answers.ts'
import type { Answer, Freedom, Given, Request, Subject } from './subject.ts'

/** One interaction to be: an operation of the document, what is given, what is asked and which documented answer comes. */
export interface PlannedInteraction {
  /** `sendTextMessage answers 202: channel_id`. */
  description: string
  operation: DocumentedOperation
  subject: Subject
  response: DocumentedResponse
  /** Name of the response example, and its value in this case; undefined for an answer without a body. */
  example: { name: string; value: Json } | undefined
  freedom: Freedom
  given: Given[]
  request: ResolvedRequest
}

export interface ResolvedRequest extends Omit<Request, 'body'> {
  body: Json | undefined
}

/** An answer without a body has no example to be named after. */
const bodiless = 'done'

/** Every answer of the subject, those it lists and those every operation has. */
export function planInteractions(operation: DocumentedOperation, subject: Subject): PlannedInteraction[] {
  const listed = Object.entries(subject.answers).map(([title, answer]) => plan(operation, subject, title, answer))
  const shown = new Set(listed.map(({ response, example }) => `${response.status} ${example?.name}`))
  const generic = operation.responses.flatMap((response) => {
    const name = Object.keys(response.examples)[0]
    if (name === undefined || shown.has(`${response.status} ${name}`)) return []
    const answer = genericAnswer(operation, response, subject)
    return answer ? [plan(operation, subject, `${response.status} ${name}`, answer)] : []
  })
  return [...listed, ...generic]
}

function plan(operation: DocumentedOperation, subject: Subject, title: string, answer: Answer): PlannedInteraction {
  const [status, name] = title.split(' ')
  const response = operation.responses.find((each) => each.status === Number(status))
  if (!response || !name) throw new Error(`${operation.id} documents no answer ${title}`)
  return {
    description: `${operation.id} answers ${status}: ${name}`,
    operation,
    subject,
    response,
    example: exampleOf(operation, response, answer.example ?? name, answer),
    freedom: answer,
    given: answer.given ?? [],
    request: resolveRequest(operation, { ...subject.request, ...answer.request }),
  }
}

function exampleOf(
  operation: DocumentedOperation,
  response: DocumentedResponse,
  name: string,
  { but }: Answer,
): PlannedInteraction['example'] {
  if (response.contentType === undefined && name === bodiless) return undefined
  const value = response.examples[name]
  if (value === undefined) throw new Error(`${operation.id} documents no example ${name} of ${response.status}`)
  return { name, value: changed(value, but) }
}

function resolveRequest(operation: DocumentedOperation, { body, ...request }: Request): ResolvedRequest {
  if (typeof body !== 'string' || request.headers?.['Content-Type']) return { ...request, body }
  const example = operation.requestExamples[body]
  if (example === undefined) throw new Error(`${operation.id} documents no request example ${body}`)
  return { ...request, body: example }
}

/** The path as it is asked for. */
export function pathOf({ path }: DocumentedOperation, values: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${path} needs a value for ${name}`)
    return encodeURIComponent(value)
  })
}
