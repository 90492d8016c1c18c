import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { SurfaceDocument } from '../../server/http/pipeline/document.ts'
import type { OperationInfo } from '../../server/http/pipeline/operations.ts'
import type { OperationRequest } from '../../server/http/pipeline/request.ts'

/** What the document holds ready to answer one operation with. */
export interface Documented {
  operation: OperationInfo
  /** The names of the examples of every declared status, both in the document's order. */
  examples: Map<number, string[]>
  /** Statuses of a contract that is spoken only on demand (`x-generation: older`). */
  older: Set<number>
  /** Examples that say themselves (`x-when`) which requests they answer, those of errors first. */
  conditional: Conditional[]
}

export interface Conditional {
  status: number
  example: string
  fits(request: OperationRequest): boolean
}

interface Node {
  [member: string]: unknown
}

/** Everything an operation may be answered with. */
export function documentedAnswers(document: SurfaceDocument, operation: OperationInfo): Documented {
  const content = document.content as unknown as Node
  const found = resolve(content, member(content, 'paths', operation.path, operation.method.toLowerCase()))
  const examples = new Map<number, string[]>()
  const older = new Set<number>()
  const conditional: Conditional[] = []
  for (const [code, response] of Object.entries(resolve(content, found.responses))) {
    const status = Number(code)
    if (!Number.isInteger(status)) throw new Error(`${operation.id}: "${code}" is not a single status`)
    const answer = resolve(content, response)
    if (answer['x-generation'] === 'older') older.add(status)
    const named = examplesOf(content, answer)
    examples.set(status, [...named.keys()])
    for (const [example, { 'x-when': when }] of named) {
      if (when !== undefined) conditional.push({ status, example, fits: condition(when as Node) })
    }
  }
  // What a request is turned away for comes before what it would get otherwise.
  conditional.sort((one, other) => Number(isSuccess(one.status)) - Number(isSuccess(other.status)))
  return { operation, examples, older, conditional }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** The examples of all media types of a response; a response of ours has one. */
function examplesOf(content: Node, response: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  for (const media of Object.values(resolve(content, response.content))) {
    for (const [name, example] of Object.entries(resolve(content, (media as Node).examples))) {
      found.set(name, resolve(content, example))
    }
  }
  return found
}

const ajv = new Ajv2020({ strict: false, logger: false })

/** `x-when` has a JSON Schema for any of `path`, `query` and `body`; all of them have to fit. Compiled when first asked. */
function condition(when: Node): (request: OperationRequest) => boolean {
  let validate: ValidateFunction | undefined
  return ({ path, query, body }) => {
    validate ??= ajv.compile({ type: 'object', properties: when, required: Object.keys(when) })
    return validate({ path, query, body })
  }
}

function member(node: Node, ...names: string[]): unknown {
  return names.reduce<unknown>((value, name) => (value as Node | undefined)?.[name], node)
}

/** What a node says, or what its `$ref` leads to; an empty object where there is nothing. */
function resolve(content: Node, node: unknown): Node {
  const { $ref } = (node ?? {}) as Node
  if (typeof $ref !== 'string') return (node ?? {}) as Node
  return resolve(content, member(content, ...$ref.split('/').slice(1)))
}
