import type { CompanyId, TokenId } from '../ids.ts'
import type { RateLimit } from './rate-limit.ts'

export type Surface = 'keebai' | 'hubmessage'

/** A credential of a company for one surface. Only the SHA-256 of its text is kept. */
export interface Token {
  id: TokenId
  company: CompanyId
  surface: Surface
  name: string
  /** First 12 characters of the text, for people. */
  prefix: string
  hash: string
  /** Of Keebai's operations; a HubMessage secret key may do everything of its surface, unless it holds `withoutEnterprise` or `publicKey`. */
  scopes: string[]
  /** Null takes what the server grants every token. */
  rateLimit: RateLimit | null
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
  createdAt: number
}

export interface Company {
  id: CompanyId
  name: string
  createdAt: number
}

/** Whoever sent a request, after authentication. */
export interface Caller {
  company: CompanyId
  token: Token
}
