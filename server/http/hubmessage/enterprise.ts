import { Refusal } from '../../domain/refusals.ts'
import { withoutEnterprise } from '../../domain/tokens/scopes.ts'
import type { Caller } from '../../domain/tokens/token.ts'

/** Refusal `insufficient_scope` for a key whose owner has not the role. */
export function requireEnterprise({ token }: Caller): void {
  if (!token.scopes.includes(withoutEnterprise)) return
  throw Refusal.of('insufficient_scope', { required: ['ENTERPRISE'], missing: ['ENTERPRISE'] })
}
