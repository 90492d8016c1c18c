import { isObject, type Json, type JsonObject } from '../json.ts'
import { type Document, type Operation, placeOf } from './document.ts'
import { streamEvents } from './event-stream.ts'
import { pointerTo } from './pointer.ts'
import { type Problem, problemsWith, shown } from './problem.ts'
import { orderProblems } from './stream-order.ts'

/** What is wrong with an answer; empty when nothing is. Names of headers are in lower case, the body is as it came. */
export type ResponseCheck = (
  operationId: string,
  status: number,
  headers: Record<string, string>,
  body: string,
) => Problem[]

/**
 * Checks answers against a document: status, content type, headers and body as declared, and of a stream every event and their order.
 * Everything is compiled at first use and kept, since it runs thousands of times.
 */
export function createResponseCheck(document: Document): ResponseCheck {
  const operations = new Map(document.operations.map((operation) => [operation.id, operation]))
  const declared = new Map<string, Declared | undefined>()
  return (operationId, status, headers, body) => {
    const operation = operations.get(operationId)
    if (!operation)
      return [{ code: 'operation-unknown', pointer: '', what: `there is no operation \`${operationId}\`` }]
    const key = `${operationId} ${status}`
    if (!declared.has(key)) declared.set(key, declaredAnswer(document, operation, status))
    const answer = declared.get(key)
    if (!answer) return [undeclared(document, operation, status)]
    return [...headerProblems(document, answer, headers), ...bodyProblems(document, answer, headers, body)]
  }
}

interface Declared {
  pointer: string
  headers: { name: string; isRequired: boolean; type: string | undefined; pointer: string }[]
  mediaTypes: { type: string; pointer: string }[]
}

function declaredAnswer(document: Document, operation: Operation, status: number): Declared | undefined {
  const responses = document.resolve(operation.content.responses)
  const key = [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((one) => responses[one] !== undefined)
  if (key === undefined) return undefined
  const pointer = placeOf(responses[key], operation.pointer + pointerTo('responses', key))
  const response = document.resolve(responses[key])
  return {
    pointer,
    headers: Object.entries(membersOf(response.headers)).map(([name, node]) => headerOf(document, pointer, name, node)),
    mediaTypes: Object.keys(membersOf(response.content)).map((type) => ({
      type,
      pointer: pointer + pointerTo('content', type, 'schema'),
    })),
  }
}

function headerOf(document: Document, pointer: string, name: string, node: Json): Declared['headers'][number] {
  const header = document.resolve(node)
  const place = placeOf(node, pointer + pointerTo('headers', name))
  const type = document.resolve(header.schema).type
  return {
    name: name.toLowerCase(),
    isRequired: header.required === true,
    type: typeof type === 'string' ? type : undefined,
    pointer: `${place}/schema`,
  }
}

function undeclared(document: Document, operation: Operation, status: number): Problem {
  return {
    code: 'status-undeclared',
    pointer: '/status',
    what: `\`${operation.id}\` does not declare the status ${status}`,
    expected: Object.keys(document.resolve(operation.content.responses)).join(', '),
    got: String(status),
    specPointer: `${operation.pointer}/responses`,
  }
}

function headerProblems(document: Document, answer: Declared, headers: Record<string, string>): Problem[] {
  return answer.headers.flatMap(({ name, isRequired, type, pointer }) => {
    const value = headers[name]
    const at = pointerTo('headers', name)
    if (value !== undefined) return problemsWith(document, pointer, typed(value, type), at, 'header-incompatible')
    if (!isRequired) return []
    const what = `the header \`${name}\` is missing`
    return [{ code: 'header-missing', pointer: at, what, expected: 'present', got: 'absent', specPointer: pointer }]
  })
}

/** A header is text; its schema may speak of a number. */
function typed(value: string, type: string | undefined): Json {
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function bodyProblems(document: Document, answer: Declared, headers: Record<string, string>, body: string): Problem[] {
  if (answer.mediaTypes.length === 0) return body === '' ? [] : [unexpectedBody(answer, body)]
  const sent = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  const media =
    answer.mediaTypes.find(({ type }) => type.toLowerCase() === sent) ??
    (sent === '' ? undefined : answer.mediaTypes.find(({ type }) => type === '*/*'))
  if (!media) return [otherType(answer, sent)]
  if (document.resolve(schemaHolder(document, media.pointer)).schema === undefined) return []
  if (media.type === 'text/event-stream') return streamProblems(document, media.pointer, body)
  if (!/[/+]json$/.test(media.type)) return problemsWith(document, media.pointer, body, '/body')
  try {
    return problemsWith(document, media.pointer, JSON.parse(body) as Json, '/body')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const what = body === '' ? 'the body is missing' : 'the body is not JSON'
    return [
      {
        code: 'body-malformed',
        pointer: '/body',
        what,
        expected: 'JSON',
        got: shown(body),
        specPointer: media.pointer,
      },
    ]
  }
}

function schemaHolder(document: Document, pointer: string): JsonObject {
  return document.resolve({ $ref: `#${pointer.slice(0, pointer.lastIndexOf('/'))}` })
}

function unexpectedBody(answer: Declared, body: string): Problem {
  const what = 'there is a body where none is declared'
  return {
    code: 'body-undeclared',
    pointer: '/body',
    what,
    expected: 'no body',
    got: shown(body),
    specPointer: answer.pointer,
  }
}

function otherType(answer: Declared, sent: string): Problem {
  return {
    code: 'content-type-undeclared',
    pointer: '/headers/content-type',
    what: sent === '' ? 'the content type is missing' : 'the content type is not a declared one',
    expected: answer.mediaTypes.map(({ type }) => type).join(' or '),
    got: sent === '' ? 'nothing' : sent,
    specPointer: `${answer.pointer}/content`,
  }
}

function streamProblems(document: Document, pointer: string, body: string): Problem[] {
  const events = streamEvents(body)
  if (events.length === 0) {
    const what = 'the stream has no event'
    return [{ code: 'stream-empty', pointer: '/body', what, got: shown(body), specPointer: pointer }]
  }
  const each = events.flatMap(({ event, data }, index) =>
    problemsWith(document, pointer, { event, data }, `/body/${index}`, 'stream-event-incompatible'),
  )
  return [
    ...each,
    ...orderProblems(
      document,
      pointer,
      events.map(({ event }) => event),
    ),
  ]
}

function membersOf(node: Json | undefined): JsonObject {
  return isObject(node) ? node : {}
}
