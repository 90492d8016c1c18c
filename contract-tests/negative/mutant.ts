import type { Operation } from '../compare/document.ts'
import type { Json } from '../json.ts'
import type { PlainRequest } from '../provider/provider.ts'

/** A request of an operation that its document does not allow. */
export interface Mutant {
  operation: Operation
  /** What is broken: a keyword of the schema, or a word of ours for what no schema says. */
  keyword: string
  /** Where, as the API names places: `/body/to`, `/query/limit`, `/path/id`, `/headers/Idempotency-Key`. */
  place: string
  /** Without credentials. */
  request: PlainRequest
}

/** A request that its document allows, in parts. */
export interface BaseRequest {
  operation: Operation
  path: Record<string, string>
  query: Record<string, string>
  headers: Record<string, string>
  /** Absent where there is no body. */
  body?: RequestBody
}

export interface RequestBody {
  /** `application/json`. */
  mediaType: string
  /** Of its schema. */
  pointer: string
  isRequired: boolean
  value: Json
}
