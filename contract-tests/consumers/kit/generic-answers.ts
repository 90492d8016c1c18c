import { isObject, type JsonObject } from '../../json.ts'
import type { DocumentedOperation, DocumentedResponse } from './document.ts'
import type { Answer, Subject } from './subject.ts'

/** How to bring about an answer that every operation has alike; undefined for one that only this operation knows. */
export function genericAnswer(
  operation: DocumentedOperation,
  { status }: DocumentedResponse,
  subject: Subject,
): Answer | undefined {
  switch (status) {
    case 400:
      return { request: violation(operation, subject) }
    case 401:
      return { given: [{ state: 'an unknown token' }] }
    case 403:
      return { given: [{ state: 'a token without scopes' }] }
    case 415:
      return { request: { headers: { ...subject.request.headers, 'Content-Type': 'text/plain' }, body: 'Hello' } }
    case 429:
      return { given: [{ state: 'the rate limit is reached' }] }
    case 500:
      return { given: [{ state: 'the server has a fault' }] }
    case 503:
      return { given: [{ state: 'the server is unavailable' }] }
    default:
      return undefined
  }
}

/** What no schema allows: a text where an object or another type belongs, or a parameter nobody knows. */
function violation(operation: DocumentedOperation, { request }: Subject): Subject['request'] {
  const { body } = request
  if (body === undefined) return { query: { ...request.query, surprise: '1' } }
  const right = typeof body === 'string' ? operation.requestExamples[body] : body
  if (!isObject(right)) throw new Error(`${operation.id} takes a body that is no object; list its answer 400`)
  return { body: mistyped(right) }
}

function mistyped(body: JsonObject): JsonObject {
  const [name = 'surprise'] = Object.keys(body)
  return { ...body, [name]: typeof body[name] === 'number' ? 'one' : 1 }
}
