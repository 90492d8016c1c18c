import type { Context } from '../context.ts'
import type { CompanyId, TokenId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { hashToken } from './authenticate.ts'
import type { RateLimit } from './rate-limit.ts'
import { isScope, publicKey } from './scopes.ts'
import type { Caller, Company, Surface, Token } from './token.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'tokenCache'>

export async function createCompany(
  { storage, clock, ids }: Tools,
  company: { name: string; id?: CompanyId | undefined },
): Promise<Company> {
  const made: Company = { id: company.id ?? ids.company(), name: company.name, createdAt: clock.now() }
  await storage.transaction(({ companies }) => companies.insert(made))
  return made
}

/**
 * Issues a token; its text is in the answer and nowhere else. Keebai: `kbai_pk_` + 64 hex.
 * HubMessage: `hm_sk_` + 64 hex, a public key `hm_pk_` + 64 hex.
 * @param wish.text a text of the caller's choice (seeds of a sandbox)
 */
export async function createToken(
  { storage, clock, ids, tokenCache }: Tools,
  wish: {
    company: CompanyId
    surface: Surface
    name: string
    scopes: string[]
    expiresInMs?: number | undefined
    /** The server's own, whatever that is at the time, when absent. */
    rateLimit?: RateLimit | undefined
    text?: string | undefined
  },
): Promise<{ token: Token; text: string }> {
  const unknown = wish.scopes.filter((scope) => !isScope(scope, wish.surface))
  if (unknown.length > 0) {
    const problems = unknown.map((scope) => ({ path: '/scopes', message: `unknown scope "${scope}"` }))
    throw Refusal.of('invalid_request', { problems })
  }
  const text = wish.text ?? `${prefixOf(wish)}${ids.secret(32)}`
  const now = clock.now()
  const token: Token = {
    id: ids.token(),
    company: wish.company,
    surface: wish.surface,
    name: wish.name,
    prefix: text.slice(0, 12),
    hash: hashToken(text),
    scopes: wish.scopes,
    rateLimit: wish.rateLimit ?? null,
    expiresAt: wish.expiresInMs === undefined ? null : now + wish.expiresInMs,
    revokedAt: null,
    lastUsedAt: null,
    createdAt: now,
  }
  await storage.transaction(async ({ companies, tokens }) => {
    if (!(await companies.find(wish.company))) {
      throw Refusal.of('invalid_request', { problems: [{ path: '/company', message: 'no such company' }] })
    }
    await tokens.insert(token)
  })
  tokenCache.delete(token.hash)
  return { token, text }
}

function prefixOf({ surface, scopes }: Pick<Token, 'surface' | 'scopes'>): string {
  if (surface === 'keebai') return 'kbai_pk_'
  return scopes.includes(publicKey) ? 'hm_pk_' : 'hm_sk_'
}

/** Revokes a token at once. False when the company has no such live token. */
export async function revokeToken(
  { storage, clock, tokenCache }: Tools,
  id: TokenId,
  company?: CompanyId,
): Promise<boolean> {
  const revoked = await storage.transaction(({ tokens }) => tokens.revoke(id, clock.now(), company))
  for (const [hash, token] of tokenCache) if (token.id === id) tokenCache.delete(hash)
  return revoked
}

/** Revokes the token a caller came with; whoever has it in hand sees that too. */
export async function revokeOwnToken(tools: Tools, { company, token }: Caller): Promise<void> {
  await revokeToken(tools, token.id, company)
  token.revokedAt ??= tools.clock.now()
}
