import { authenticate } from '../../domain/tokens/authenticate.ts'
import type { Caller } from '../../domain/tokens/token.ts'
import type { HttpContext } from '../operation.ts'
import { loadDocument } from '../pipeline/document.ts'
import { createSurface, type Surface } from '../pipeline/surface.ts'
import type { SurfaceOptions } from '../pipeline/surface-options.ts'
import { refineMedia } from './messages/refine-media.ts'
import { operations } from './operations.ts'
import { refine } from './refine.ts'
import { wording } from './refusals.ts'
import { reword } from './reword.ts'

/** The HubMessage API. Its keys have no scopes: a key may do everything of its surface. */
export function createHubMessage(
  context: HttpContext,
  observers: Pick<
    SurfaceOptions<Caller, HttpContext>,
    'throttle' | 'holdStream' | 'intercept' | 'responses' | 'onRefusal' | 'onRequest'
  >,
): Surface {
  return createSurface({
    ...observers,
    document: loadDocument('hubmessage'),
    operations,
    wording,
    context,
    log: context.log,
    authenticate: (text) => authenticate(context, 'hubmessage', text),
    scopesOf: ({ token }) => token.scopes,
    refine: (operationId, request, details) =>
      refineMedia(operationId, request.body, details, context.clock.now()) ?? refine(operationId, request, details),
    reword: (operationId, answer, req, error) =>
      reword(operationId, answer, req, error, context.http.hubMessageGeneration),
  })
}
