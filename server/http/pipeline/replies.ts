import type { OpenAPIV3, OpenApiRequest } from 'express-openapi-validator/dist/framework/types.js'
import { HttpError } from 'express-openapi-validator/dist/framework/types.js'
import type { ResponseValidator } from 'express-openapi-validator/dist/middlewares/openapi.response.validator.js'
import type { OperationInfo } from './operations.ts'

type Described = Record<string, OpenAPIV3.ResponseObject | OpenAPIV3.ReferenceObject>

export interface Replies {
  /** What is wrong with an answer; undefined when nothing is. */
  check(operation: OperationInfo, status: number, body: unknown): string | undefined
  /** Compiles what the answers of an operation are held against. */
  warm(operation: OperationInfo): void
}

/**
 * Answers held against the document. Most refusals of a surface have one body: answers that refer to the same schemas
 * share one compiled validator, which express-openapi-validator would compile for every operation and status anew.
 *
 * @param describe the answers of an operation as `document` has them
 */
export function createReplies(
  validator: ResponseValidator,
  document: OpenAPIV3.DocumentV3 | OpenAPIV3.DocumentV3_1,
  describe: (operation: OperationInfo) => Described,
): Replies {
  const names = new Map<object, string>()

  /** A schema that is referred to is one object wherever it is. */
  function nameOf(schema: object = nothing): string {
    const name = names.get(schema) ?? `schema ${names.size}`
    names.set(schema, name)
    return name
  }

  function validatorsFor(response: Described[string]) {
    const whole = resolved(response)
    const parts = Object.entries(whole.content ?? {}).map(([type, { schema }]) => `${type} ${nameOf(schema)}`)
    const openapi = { expressRoute: parts.join(', ') }
    return validator._getOrBuildValidator({ method: 'any', headers: {}, openapi } as OpenApiRequest, { default: whole })
  }

  function resolved(response: Described[string]): OpenAPIV3.ResponseObject {
    if (!('$ref' in response)) return response
    const name = response.$ref.slice(response.$ref.lastIndexOf('/') + 1)
    return resolved(document.components?.responses?.[name] as Described[string])
  }

  return {
    check(operation, status, body) {
      const { path } = operation
      const responses = describe(operation)
      const response = responses[status] ?? responses.default
      if (!response) return `no schema defined for status code '${status}' in the openapi spec`
      try {
        const validators = validatorsFor(response)
        validator._validate({ validators, body: body as object, statusCode: status, path, accepts: jsonOnly })
        return undefined
      } catch (error) {
        if (error instanceof HttpError) return error.message
        throw error
      }
    },
    warm(operation) {
      for (const response of Object.values(describe(operation))) validatorsFor(response)
    },
  }
}

const jsonOnly = ['application/json']
const nothing = {}
