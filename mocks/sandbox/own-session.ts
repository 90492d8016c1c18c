import { readSession } from '../../server/domain/connect/read.ts'
import type { ControlCaller, SandboxContext } from './control.ts'

/** The same operation, for sessions of the caller's company only: to others a session does not exist. */
export function inOwnSession<Request extends { path: { session_id: string } }, Result>(
  operation: (request: Request, caller: ControlCaller, context: SandboxContext) => Promise<Result>,
): typeof operation {
  return async (request, caller, context) => {
    await readSession(context.gateway, caller.company, request.path.session_id)
    return operation(request, caller, context)
  }
}
