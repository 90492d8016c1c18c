import type { IncomingMessage } from 'node:http'
import { missingScopes } from '../../domain/tokens/scopes.ts'
import type { OperationInfo } from './operations.ts'
import { ProblemError } from './problem.ts'

const BEARER = /^Bearer ([!-~]{1,512})$/i

/** The token text of `Authorization: Bearer …`; undefined when there is none or it cannot be a token. */
export function bearerText(req: IncomingMessage): string | undefined {
  return BEARER.exec(req.headers.authorization ?? '')?.[1]
}

/** Throws `insufficient_scope` when none of the documented alternatives is covered. */
export function requireScopes(operation: OperationInfo, granted: string[]): void {
  const { security, scopesAny } = operation
  if (scopesAny) {
    const missing = missingScopes(granted, scopesAny)
    if (missing.length === scopesAny.length) throw insufficient(scopesAny.slice(0, 1))
  }
  const required = security?.[0]?.scopes ?? []
  const missing = missingScopes(granted, required)
  if (missing.length > 0) throw new ProblemError({ kind: 'insufficient_scope', required, missing })
}

function insufficient(scopes: string[]): ProblemError {
  return new ProblemError({ kind: 'insufficient_scope', required: scopes, missing: scopes })
}

/** Whether a request without any credential is let in. */
export function allowsAnonymous(operation: OperationInfo): boolean {
  return operation.security === undefined || operation.security.some((requirement) => requirement.anonymous)
}
