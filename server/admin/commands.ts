import { z } from 'zod'
import type { Context } from '../domain/context.ts'
import type { CompanyId, TokenId } from '../domain/ids.ts'
import { Refusal } from '../domain/refusals.ts'
import { createCompany, createToken, revokeToken } from '../domain/tokens/issue.ts'
import { type RateLimit, rateLimitForms, rateLimitText, readRateLimit } from '../domain/tokens/rate-limit.ts'
import { keebaiScopes, publicKey, withoutEnterprise } from '../domain/tokens/scopes.ts'
import type { Token } from '../domain/tokens/token.ts'
import { channelCommands, runChannelCommand } from './channel-commands.ts'
import { wordsFor } from './words.ts'

/** What an operator may ask of a store: directly while it is stopped, through the admin socket while it runs. */
export const adminCommand = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('companies.create'), name: z.string().min(1).max(200) }),
  z.strictObject({ command: z.literal('companies.list') }),
  z.strictObject({
    command: z.literal('tokens.create'),
    company: z.string(),
    surface: z.enum(['keebai', 'hubmessage']),
    name: z.string().max(200),
    scopes: z.array(z.string()).optional(),
    /** A HubMessage public key instead of a secret one. */
    public: z.boolean().optional(),
    /** Of the owner of a HubMessage secret key. */
    role: z.enum(['enterprise', 'standard']).optional(),
    expiresInMs: z.number().positive().optional(),
    rateLimit: z.string().optional(),
  }),
  z.strictObject({ command: z.literal('tokens.list'), company: z.string().optional() }),
  z.strictObject({ command: z.literal('tokens.revoke'), id: z.string() }),
  ...channelCommands,
])

export type AdminCommand = z.infer<typeof adminCommand>
export type AdminAnswer = { ok: true; result: unknown } | { ok: false; error: string }
/** A token as an operator sees it; null is the server's own limit. */
export type ToldToken = Omit<Token, 'hash' | 'rateLimit'> & { rateLimit: string | null }
export type AdminTools = Pick<Context, 'storage' | 'clock' | 'ids' | 'tokenCache' | 'signals' | 'log'> & {
  /** What commands that reach Meta, a phone or a person's browser need; see `reachesOut`. */
  outside?: Outside | undefined
}

/** Without `pairing` no phone is told. */
export type Outside = Pick<Context, 'vault' | 'signup'> &
  Partial<Pick<Context, 'pairing'>> & { publicUrl: string | null }

/** Carries out one command. What is wrong with it comes back as `error`, in the operator's words. */
export async function runAdminCommand(tools: AdminTools, input: unknown): Promise<AdminAnswer> {
  const read = adminCommand.safeParse(input)
  if (!read.success) return { ok: false, error: z.prettifyError(read.error) }
  try {
    return { ok: true, result: await carryOut(tools, read.data) }
  } catch (error) {
    const words = error instanceof Refusal ? wordsFor(error) : undefined
    if (words === undefined) throw error
    return { ok: false, error: words }
  }
}

async function carryOut(tools: AdminTools, command: AdminCommand): Promise<unknown> {
  const { storage } = tools
  switch (command.command) {
    case 'companies.create':
      return createCompany(tools, { name: command.name })
    case 'companies.list':
      return storage.read.companies.list()
    case 'tokens.create': {
      const { surface, name, expiresInMs } = command
      const keyScopes = command.public ? [publicKey] : command.role === 'standard' ? [withoutEnterprise] : []
      const scopes = surface === 'keebai' ? (command.scopes ?? [...keebaiScopes]) : keyScopes
      const company = command.company as CompanyId
      const rateLimit = toRateLimit(command.rateLimit)
      const { token, text } = await createToken(tools, { company, surface, name, scopes, expiresInMs, rateLimit })
      return { ...told(token), token: text }
    }
    case 'tokens.list':
      return (await storage.read.tokens.list(command.company as CompanyId | undefined)).map(told)
    case 'tokens.revoke':
      return { id: command.id, revoked: await revokeToken(tools, command.id as TokenId) }
    default:
      return runChannelCommand(tools, command)
  }
}

function toRateLimit(text: string | undefined): RateLimit | undefined {
  const limit = text === undefined ? undefined : readRateLimit(text)
  if (text === undefined || limit) return limit
  const message = `a rate limit is ${rateLimitForms}, not "${text}"`
  throw Refusal.of('invalid_request', { problems: [{ path: '/rate_limit', message }] })
}

/** Never its text nor its hash. */
function told({ hash: _hash, rateLimit, ...token }: Token): ToldToken {
  return { ...token, rateLimit: rateLimit && rateLimitText(rateLimit) }
}
