import type { Log } from '../../server/domain/ports/log.ts'
import type { Refusal } from '../../server/domain/refusals.ts'
import { loadDocument } from '../../server/http/pipeline/document.ts'
import type { HttpProblem } from '../../server/http/pipeline/problem.ts'
import type { Answer } from '../../server/http/pipeline/respond.ts'
import { createSurface, type Surface } from '../../server/http/pipeline/surface.ts'
import type { AnyOperation, SurfaceOptions } from '../../server/http/pipeline/surface-options.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { ControlCaller } from './control.ts'
import { wordRefusal } from './refusal-words.ts'

/** The control API over its document, with whichever operations this process serves. */
export function createControlSurface<Context>(options: {
  context: Context
  operations: Record<string, AnyOperation<ControlCaller, Context>>
  log: Log
  authenticate(text: string): Promise<ControlCaller | undefined>
  /** The company a call without credentials acts on. */
  anonymous(): Promise<ControlCaller>
  responses: SurfaceOptions<ControlCaller, Context>['responses']
}): Surface {
  const operations = Object.fromEntries(
    Object.entries(options.operations).map(([id, operation]) => [id, wordRefusals(operation)]),
  )
  return createSurface({
    ...options,
    operations,
    document: loadDocument('sandbox'),
    wording: { refusal: answerRefusal, problem: answerProblem },
    scopesOf: () => [],
  })
}

/** What the simulated world refuses becomes an answer. */
function wordRefusals<Context>(operation: AnyOperation<ControlCaller, Context>): AnyOperation<ControlCaller, Context> {
  return async (...call) => {
    try {
      return await operation(...call)
    } catch (error) {
      if (!(error instanceof SimulatorRefusal)) throw error
      return answer(error.status, error.code, error.message, error.details)
    }
  }
}

function answerRefusal(refusal: Refusal): Answer {
  const { status, code, message } = wordRefusal(refusal)
  return answer(status, code, message)
}

function answerProblem(problem: HttpProblem): Answer {
  switch (problem.kind) {
    case 'unauthorized':
      return answer(
        401,
        'UNAUTHORIZED',
        'The token is unknown, expired or revoked. Without one the seeded company is meant.',
      )
    case 'insufficient_scope':
      return answer(403, 'INSUFFICIENT_SCOPE', 'Forbidden')
    case 'invalid':
      return answer(400, 'BAD_REQUEST', 'The request is not as specified', { problems: problem.details })
    case 'not_found':
      return answer(404, 'NOT_FOUND', 'There is no such call')
    case 'method_not_allowed':
      return { ...answer(405, 'METHOD_NOT_ALLOWED', `Use ${problem.allow}`), headers: { Allow: problem.allow } }
    case 'unsupported_media_type':
      return answer(415, 'UNSUPPORTED_MEDIA_TYPE', `Send ${problem.accepted.join(' or ')}`)
    case 'payload_too_large':
      return answer(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${problem.bytesMax} bytes`)
    case 'rate_limited':
      return answer(429, 'TOO_MANY_REQUESTS', `Wait ${problem.retryAfterSeconds} seconds`)
    case 'unavailable':
      return answer(503, 'SERVICE_UNAVAILABLE', 'The sandbox is shutting down')
    case 'fault':
      return answer(500, 'INTERNAL_ERROR', 'Something broke')
  }
}

function answer(statusCode: number, code: string, message: string, details?: Record<string, unknown>): Answer {
  return { status: statusCode, body: { error: { code, message, ...(details && { details }) }, message, statusCode } }
}
