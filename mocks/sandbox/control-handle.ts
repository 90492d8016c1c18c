import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CompanyId } from '../../server/domain/ids.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import { authenticate } from '../../server/domain/tokens/authenticate.ts'
import { pathOf } from '../../server/http/pipeline/request.ts'
import type { ResponseCheck } from '../../server/http/pipeline/surface-options.ts'
import type { ControlCaller, SandboxContext } from './control.ts'
import { createControlSurface } from './control-surface.ts'
import { sandboxOperations } from './operations.ts'

/** The control API and Meta's pages of one gateway and its world. */
export interface ControlHandle {
  /** False when the path is not its own. */
  handle(req: IncomingMessage, res: ServerResponse): boolean
  /** Answers that there is nothing here. */
  notFound(req: IncomingMessage, res: ServerResponse): void
  warm(): Promise<void>
}

const prefix = '/_sandbox'
export const statesPath = `${prefix}/provider-states`

/** @param options.company whom a call without credentials acts on */
export function createControlHandle(
  context: SandboxContext,
  options: { company: CompanyId; log: Log; responses: ResponseCheck },
): ControlHandle {
  const callerOf = (company: CompanyId): ControlCaller => ({ realm: company, company })
  const surface = createControlSurface({
    context,
    operations: sandboxOperations,
    log: options.log,
    async authenticate(text) {
      const { gateway } = context
      const caller = (await authenticate(gateway, 'keebai', text)) ?? (await authenticate(gateway, 'hubmessage', text))
      return caller && callerOf(caller.company)
    },
    anonymous: async () => callerOf(options.company),
    responses: options.responses,
  })
  return {
    handle(req, res) {
      const path = pathOf(req)
      if (path.startsWith('/realms/') && context.world.graph.handle(req, res)) return true
      if (!path.startsWith(prefix)) return false
      // A verifier sends what it sends the provider, a token that nobody knows included.
      if (path === statesPath) delete req.headers.authorization
      if (!surface.handle(req, res, path)) surface.notFound(req, res)
      return true
    },
    notFound: surface.notFound,
    warm: () => surface.warm(),
  }
}
