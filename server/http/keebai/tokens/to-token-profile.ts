import type { TokenProfile } from '../../../../generated/keebai/types.gen.ts'
import { keebaiScopes, missingScopes } from '../../../domain/tokens/scopes.ts'
import type { Company, Token } from '../../../domain/tokens/token.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'

/** The calling token. Scopes are told by their canonical names, whatever names it was made with. */
export function toTokenProfile(token: Token, company: Company): TokenProfile {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    scopes: keebaiScopes.filter((scope) => missingScopes(token.scopes, [scope]).length === 0),
    status: 'active',
    expires_at: timestampOrNull(token.expiresAt),
    last_used_at: timestampOrNull(token.lastUsedAt),
    created_at: timestamp(token.createdAt),
    user: null,
    company: { id: company.id, name: company.name },
  }
}
