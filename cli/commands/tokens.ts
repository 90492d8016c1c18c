import { parseArgs } from 'node:util'
import type { ToldToken } from '../../server/admin/commands.ts'
import type { Surface } from '../../server/domain/tokens/token.ts'
import { isoTime, resultOf } from '../admin-result.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { toDurationMs, toList } from '../values.ts'

const common = `  --data-dir FOLDER  where the gateway keeps everything  (TRUNKLINE_DATA_DIR; .trunkline)
  --json             print JSON, one object per line

Works on a running gateway and on a stopped one.
`

const shared = { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } } as const
const creation = {
  ...shared,
  company: { type: 'string' },
  surface: { type: 'string', default: 'keebai' },
  public: { type: 'boolean', default: false },
  role: { type: 'string' },
  name: { type: 'string', default: 'command line' },
  scopes: { type: 'string' },
  'expires-in': { type: 'string' },
  'rate-limit': { type: 'string' },
} as const

export const tokensCreate: Command = {
  help: `Usage: trunkline tokens create --company ID [--surface keebai|hubmessage] [--public]
                               [--role enterprise|standard] [--name NAME] [--scopes A,B]
                               [--expires-in 90d] [--rate-limit 60/min,1000/h|off]
                               [--data-dir FOLDER] [--json]

Creates an API token and prints it, this once: only its hash is stored.

  --company ID       the company it acts for (trunkline companies list)
  --surface NAME     keebai, a personal access token, or hubmessage, a secret key  (keebai)
  --public           the HubMessage public key of a web page: it starts signups in the browser and does nothing else
  --role NAME        of the owner of a HubMessage secret key; standard neither creates, subscribes, cancels nor
                     deletes channels, and has no webhooks  (enterprise)
  --name NAME        to recognise it by
  --scopes A,B       what it may do at Keebai, such as channels:connect,messages:send  (everything)
  --expires-in TIME  seconds, 90d, 12h, or an ISO 8601 duration such as P90D  (never)
  --rate-limit LIMIT requests it may make: 60/min, 1000/h, both as 60/min,1000/h, or off  (TRUNKLINE_RATE_LIMIT)
${common}`,
  async run(args, { stdout, stderr, env }) {
    const { command, json, dataDirectory } = toCreation(args)
    const { runAdmin } = await import('../../server/admin/run.ts')
    const made = resultOf(await runAdmin(command, { dataDirectory }, env)) as ToldToken & { token: string }
    stdout.write(`${json ? JSON.stringify({ ...toJson(made), token: made.token }) : made.token}\n`)
    if (!json) stderr.write(`This is ${made.id}. Store it now: it is not shown again.\n`)
    return exitCodes.done
  },
}

export const tokensList: Command = {
  help: `Usage: trunkline tokens list [--company ID] [--data-dir FOLDER] [--json]

Lists the tokens: id, first characters, surface, company, status, rate limit, name. The tokens themselves are not stored.

  --company ID       of this company only
${common}`,
  async run(args, { stdout, env }) {
    const { values } = parseArgs({ args, options: { ...shared, company: { type: 'string' } } })
    const { runAdmin } = await import('../../server/admin/run.ts')
    const command = { command: 'tokens.list', company: values.company } as const
    const answer = await runAdmin(command, { dataDirectory: values['data-dir'] }, env)
    for (const token of resultOf(answer) as ToldToken[]) {
      stdout.write(`${values.json ? JSON.stringify(toJson(token)) : toLine(token)}\n`)
    }
    return exitCodes.done
  },
}

export const tokensRevoke: Command = {
  help: `Usage: trunkline tokens revoke ID [--data-dir FOLDER] [--json]

Revokes a token, by its id, at once.

${common}`,
  async run(args, { stdout, stderr, env }) {
    const { values, positionals } = parseArgs({ args, options: shared, allowPositionals: true })
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0) throw new UsageError('name one token by its ID (trunkline tokens list)')
    const { runAdmin } = await import('../../server/admin/run.ts')
    const answer = await runAdmin({ command: 'tokens.revoke', id }, { dataDirectory: values['data-dir'] }, env)
    const { revoked } = resultOf(answer) as { revoked: boolean }
    if (values.json) stdout.write(`${JSON.stringify({ id, revoked })}\n`)
    else if (revoked) stdout.write(`Revoked ${id}.\n`)
    if (!revoked) stderr.write(`trunkline: there is no live token ${id}\n`)
    return revoked ? exitCodes.done : exitCodes.failed
  },
}

export function toCreation(args: string[]) {
  const { values } = parseArgs({ args, options: creation })
  const { company, surface, public: isPublic, role, name, scopes, json } = values
  if (company === undefined) throw new UsageError('--company says whose token it is (trunkline companies list)')
  if (!isSurface(surface)) throw new UsageError(`--surface is keebai or hubmessage, not "${surface}"`)
  if (surface === 'hubmessage' && scopes !== undefined) throw new UsageError('a HubMessage key has no --scopes')
  if (surface === 'keebai' && isPublic) throw new UsageError('--public goes with --surface hubmessage')
  if (role !== undefined && (surface === 'keebai' || isPublic))
    throw new UsageError('--role goes with a HubMessage secret key')
  const expiresIn = values['expires-in']
  const rateLimit = values['rate-limit']
  return {
    command: {
      command: 'tokens.create' as const,
      company,
      surface,
      name,
      ...(isPublic && { public: true }),
      ...(role !== undefined && { role: toRole(role) }),
      ...(scopes !== undefined && { scopes: toScopes(scopes) }),
      ...(expiresIn !== undefined && { expiresInMs: toDurationMs(expiresIn) }),
      ...(rateLimit !== undefined && { rateLimit }),
    },
    json,
    dataDirectory: values['data-dir'],
  }
}

function toRole(text: string): 'enterprise' | 'standard' {
  if (text === 'enterprise' || text === 'standard') return text
  throw new UsageError(`--role is enterprise or standard, not "${text}"`)
}

function toScopes(text: string): string[] {
  const scopes = toList(text)
  if (scopes.length === 0) throw new UsageError('--scopes names at least one scope')
  return scopes
}

function isSurface(text: string): text is Surface {
  return text === 'keebai' || text === 'hubmessage'
}

function toLine(token: ToldToken): string {
  const { id, prefix, surface, company, name } = token
  return [id, `${prefix}…`, surface, company, statusOf(token), token.rateLimit ?? 'default', name].join('  ')
}

function toJson(token: ToldToken) {
  const { id, company, surface, name, prefix, scopes, rateLimit, expiresAt, lastUsedAt, createdAt } = token
  const times = { expires_at: isoTime(expiresAt), last_used_at: isoTime(lastUsedAt), created_at: isoTime(createdAt) }
  return {
    id,
    company_id: company,
    surface,
    name,
    prefix,
    scopes,
    status: statusOf(token),
    rate_limit: rateLimit,
    ...times,
  }
}

function statusOf({ revokedAt, expiresAt }: ToldToken): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= Date.now() ? 'expired' : 'active'
}
