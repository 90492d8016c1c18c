import { dropStaged, type StagedMedium, stageMedium } from '../../domain/media/upload.ts'
import { authenticate } from '../../domain/tokens/authenticate.ts'
import type { Caller } from '../../domain/tokens/token.ts'
import type { DialectSetting, HttpContext } from '../operation.ts'
import { loadDocument } from '../pipeline/document.ts'
import type { Detail } from '../pipeline/problem.ts'
import type { OperationRequest } from '../pipeline/request.ts'
import { createSurface, type Surface } from '../pipeline/surface.ts'
import type { SurfaceOptions } from '../pipeline/surface-options.ts'
import { excludedByQr } from './connect/startWhatsAppConnect.ts'
import { unclearMedia } from './messages/media-source.ts'
import { operations } from './operations.ts'
import { invalidPhone, invalidPhones, wording } from './refusals.ts'

/** The Keebai API. */
export function createKeebai(
  context: HttpContext,
  observers: Pick<
    SurfaceOptions<Caller, HttpContext>,
    'throttle' | 'holdStream' | 'intercept' | 'responses' | 'onRefusal' | 'onRequest'
  >,
): Surface {
  return createSurface({
    ...observers,
    document: loadDocument('keebai'),
    operations,
    wording,
    context,
    log: context.log,
    authenticate: (text) => authenticate(context, 'keebai', text),
    scopesOf: ({ token }) => token.scopes,
    files: {
      keep: ({ company }, bytes) => stageMedium(context, company, bytes),
      drop: ({ company }, kept) => dropStaged(context, company, kept as StagedMedium),
    },
    refine: (operationId, request, details) => refine(context.http.dialect, operationId, request, details),
  })
}

/** The documented answers to requests that do not fit the document, where they are more precise than "Bad Request". */
function refine(dialect: DialectSetting, operationId: string, { body }: OperationRequest, details: Detail[]) {
  if (operationId === 'startWhatsAppConnect' && typeof body === 'object' && body !== null) return excludedByQr(body)
  const unclear = unclearMedia(operationId, body, details)
  if (unclear) return unclear
  if (dialect !== 'reference') return undefined
  if (operationId === 'sendBulk') return details.every(isBulkPhone) ? invalidPhones(details) : undefined
  return details.every(({ path }) => path === '/body/to') ? invalidPhone : undefined
}

function isBulkPhone({ path }: Detail): boolean {
  return /^\/body\/recipients\/\d+\/to$/.test(path)
}
