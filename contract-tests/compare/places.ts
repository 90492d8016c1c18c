import type { Json } from '../json.ts'
import { type Document, type Operation, placeOf } from './document.ts'
import { pointerTo } from './pointer.ts'

/** The response an operation declares for a status: the status itself, its hundred, or `default`. */
export function responsePlace(
  document: Document,
  operation: Operation,
  status: number,
): { key: string; pointer: string } | undefined {
  const responses = document.resolve(operation.content.responses)
  const key = [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((one) => responses[one] !== undefined)
  if (key === undefined) return undefined
  return { key, pointer: placeOf(responses[key], operation.pointer + pointerTo('responses', key)) }
}

/** The schema of what a request or a response carries, of the media type named or of the only one there is. */
export function schemaPlace(document: Document, holderPointer: string, contentType?: string): string | undefined {
  const types = Object.keys(document.resolve(document.at(holderPointer).content))
  const wanted = contentType?.split(';')[0]?.trim().toLowerCase()
  const type =
    types.find((one) => one.toLowerCase() === wanted) ?? types.find((one) => one === 'application/json') ?? types[0]
  return type === undefined ? undefined : holderPointer + pointerTo('content', type, 'schema')
}

export function requestPlace(operation: Operation): string {
  return placeOf(operation.content.requestBody, `${operation.pointer}/requestBody`)
}

/** Every parameter of an operation, those of its path included, where it stands. */
export function parametersOf(
  document: Document,
  operation: Operation,
): { pointer: string; content: Record<string, Json> }[] {
  const path = operation.pointer.slice(0, operation.pointer.lastIndexOf('/'))
  return [operation.pointer, path].flatMap((holder) => {
    const list = document.resolve({ $ref: `#${holder}` }).parameters
    return (Array.isArray(list) ? list : []).map((node, index) => ({
      pointer: placeOf(node, `${holder}/parameters/${index}`),
      content: document.resolve(node),
    }))
  })
}
