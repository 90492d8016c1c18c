import { isObject, type Json, type JsonObject } from '../json.ts'
import { type Document, type Operation, placeOf } from './document.ts'
import { pointerTo } from './pointer.ts'

/** A place with a schema and examples: a media type or a parameter. */
export interface Exemplified {
  /** Of the schema. */
  pointer: string
  mediaType: string | undefined
  isRequest: boolean
  examples: Map<string, Json>
}

/** Every media type of an operation, and every parameter, under the pointer where its schema really stands. */
export function exemplified(document: Document, operation: Operation): Exemplified[] {
  const found: Exemplified[] = []
  const { content, pointer } = operation
  const list = Array.isArray(content.parameters) ? content.parameters : []
  for (const [index, parameter] of list.entries()) {
    const at = placeOf(parameter, `${pointer}/parameters/${index}`)
    found.push(exemplifiedAt(document, document.resolve(parameter), at, true))
  }
  if (content.requestBody) found.push(...mediaTypes(content.requestBody, `${pointer}/requestBody`, true))
  for (const [status, response] of Object.entries(document.resolve(content.responses))) {
    found.push(...mediaTypes(response, `${pointer}/responses/${status}`, false))
  }
  return found

  function mediaTypes(holder: Json, at: string, isRequest: boolean): Exemplified[] {
    const place = placeOf(holder, at)
    const types = document.resolve(holder).content
    if (!isObject(types)) return []
    return Object.entries(types).map(([type, media]) =>
      exemplifiedAt(document, document.resolve(media), place + pointerTo('content', type), isRequest, type),
    )
  }
}

function exemplifiedAt(
  document: Document,
  holder: JsonObject,
  place: string,
  isRequest: boolean,
  mediaType?: string,
): Exemplified {
  const examples = new Map<string, Json>()
  if (holder.example !== undefined) examples.set('example', holder.example)
  for (const [name, example] of Object.entries(isObject(holder.examples) ? holder.examples : {})) {
    examples.set(name, document.resolve(example).value ?? null)
  }
  return { pointer: `${place}/schema`, mediaType, isRequest, examples }
}
