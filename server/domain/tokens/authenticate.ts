import type { Context } from '../context.ts'
import { sha256 } from '../digest.ts'
import { publicKey } from './scopes.ts'
import type { Caller, Surface, Token } from './token.ts'

/** Tokens by hash. Whoever revokes or adds a token forgets it here; one process owns the store, so nothing else can. */
export type TokenCache = Map<string, Token>

const cachedMax = 10_000
const touchEveryMs = 60_000

type Tools = Pick<Context, 'storage' | 'clock' | 'tokenCache' | 'settings'>

/**
 * Who sent this bearer text on this surface; undefined when it is unknown, expired, revoked, of the other surface or a
 * public key.
 */
export async function authenticate(tools: Tools, surface: Surface, text: string): Promise<Caller | undefined> {
  const caller = await callerOf(tools, surface, text)
  return caller && !isPublic(caller.token) ? caller : undefined
}

/** Whose public key this is; undefined when it is unknown, expired, revoked or no public key. */
export async function authenticatePublicKey(tools: Tools, text: string): Promise<Caller | undefined> {
  const caller = await callerOf(tools, 'hubmessage', text)
  return caller && isPublic(caller.token) ? caller : undefined
}

function isPublic({ scopes }: Token): boolean {
  return scopes.includes(publicKey)
}

async function callerOf(
  { storage, clock, tokenCache, settings }: Tools,
  surface: Surface,
  text: string,
): Promise<Caller | undefined> {
  if (settings.refusedTokens?.(text)) return undefined
  const hash = hashToken(text)
  const token = tokenCache.get(hash) ?? (await storage.read.tokens.findByHash(hash))
  if (!token || token.surface !== surface) return settings.actingCaller?.(surface, text)
  const now = clock.now()
  if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return undefined

  if (token.lastUsedAt === null || now - token.lastUsedAt >= touchEveryMs) {
    token.lastUsedAt = now
    const current = await storage.transaction(async ({ tokens }) => {
      await tokens.touch(token.id, now)
      return tokens.findByHash(hash)
    })
    // Revoked meanwhile, it must not come back into the cache.
    if (current?.revokedAt !== null) return undefined
  }
  if (tokenCache.size >= cachedMax) tokenCache.clear()
  tokenCache.set(hash, token)
  return { company: token.company, token }
}

export function hashToken(text: string): string {
  return sha256(text)
}
