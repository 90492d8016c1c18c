import type { ErrorBody } from '../../../generated/hubmessage/types.gen.ts'
import type { Detail } from '../pipeline/problem.ts'
import type { Answer } from '../pipeline/respond.ts'
import type { OperationRequest } from '../pipeline/surface.ts'

/** The documented answers to requests that do not fit the document, where they are more precise than "Validation error". */
export function refine(operationId: string, _request: OperationRequest, details: Detail[]): Answer | undefined {
  if (operationId === 'cancelChannel' && details.some(({ path }) => path === '/query/cancel')) {
    return badRequest('cancel query param is required')
  }
  return undefined
}

function badRequest(message: string): Answer {
  return { status: 400, body: { error: 400, message } satisfies ErrorBody }
}
