import { type Document, type Operation, placeOf } from '../compare/document.ts'
import { exemplified } from '../compare/exemplified.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { BaseRequest, RequestBody } from './mutant.ts'
import { sampleOf } from './sample.ts'

/** A parameter with a value that it may have. */
export interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  isRequired: boolean
  schema: JsonObject
  /** As its schema has it: a number may be one. */
  example: Json
}

/** The requests of an operation that its document shows: one for each example of a body, with the parameters that must be given. */
export function baseRequests(document: Document, operation: Operation): BaseRequest[] {
  const parameters = parametersOf(document, operation).filter(({ isRequired }) => isRequired)
  const given = (where: Parameter['in']) => {
    const named = parameters.filter((one) => one.in === where)
    return Object.fromEntries(named.map(({ name, example }) => [name, String(example)]))
  }
  const base = { operation, path: given('path'), query: given('query'), headers: given('header') }
  const bodies = bodiesOf(document, operation)
  return bodies.length === 0 ? [base] : bodies.map((body) => ({ ...base, body }))
}

export function parametersOf(document: Document, { id, content, path }: Operation): Parameter[] {
  const shared = document.at(`/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`).parameters
  return [shared, content.parameters]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((node) => {
      const parameter = document.resolve(node)
      const { name, in: where, schema, required } = parameter
      const [named] = Object.values(isObject(parameter.examples) ? parameter.examples : {})
      const example = parameter.example ?? document.resolve(named).value ?? sampleOf(document, schema)
      if (example === undefined) throw new Error(`The parameter ${name} of ${id} has no example`)
      const resolved = document.resolve(schema)
      return {
        in: where as Parameter['in'],
        name: String(name),
        isRequired: required === true,
        schema: resolved,
        example,
      }
    })
}

function bodiesOf(document: Document, operation: Operation): RequestBody[] {
  const { requestBody } = operation.content
  if (requestBody === undefined) return []
  const isRequired = document.resolve(requestBody).required === true
  const shown = exemplified(document, operation).filter(
    ({ isRequest, mediaType }) => isRequest && mediaType !== undefined,
  )
  const bodies = shown.flatMap(({ pointer, mediaType = '', examples }) => {
    const schema = document.at(pointer)
    const values = examples.size > 0 ? [...examples.values()] : [sampleOf(document, schema)]
    const at = placeOf(schema, pointer)
    return values.flatMap((value) => (value === undefined ? [] : [{ mediaType, pointer: at, isRequired, value }]))
  })
  if (bodies.length === 0) throw new Error(`${operation.id} shows no request`)
  return bodies
}
