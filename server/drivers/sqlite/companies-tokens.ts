import type { CompanyId, TokenId } from '../../domain/ids.ts'
import type { Companies, Tokens } from '../../domain/ports/storage.ts'
import type { Company, Token } from '../../domain/tokens/token.ts'
import type { Connection } from './connection.ts'
import type { Schema, TokenRow } from './schema.ts'

export function createCompanies(connection: Connection): Companies {
  const { kysely, query, rowQuery } = connection
  const insert = rowQuery((row: Schema['companies']) => kysely.insertInto('companies').values(row))
  const find = query((id: CompanyId) => kysely.selectFrom('companies').selectAll().where('id', '=', id))
  const list = query(() => kysely.selectFrom('companies').selectAll().orderBy('created_at').orderBy('id'))
  const remove = removeCompany(connection)

  return {
    async insert(company) {
      insert.run({ id: company.id, name: company.name, created_at: company.createdAt })
    },
    async find(id) {
      const row = find.get(id)
      return row && toCompany(row)
    },
    async list() {
      return list.all().map(toCompany)
    },
    async remove(id) {
      remove(id)
    },
  }
}

/** What has no foreign key to its company goes first, the rest follows the company's row. */
function removeCompany({ kysely, query }: Connection): (company: CompanyId) => void {
  const ownTables = ['messages', 'broadcasts', 'idempotency_keys', 'deliveries', 'events'] as const
  const statements = [
    ...ownTables.map((table) => query((company: CompanyId) => kysely.deleteFrom(table).where('company', '=', company))),
    ...(['channels', 'sessions'] as const).map((table) =>
      query((company: CompanyId) =>
        kysely.deleteFrom('links').where('owner', 'in', (of) =>
          of
            .selectFrom(table)
            .where('company', '=', company)
            .select((column) =>
              column(column.val(table === 'channels' ? 'channel:' : 'session:'), '||', column.ref('id')).as('owner'),
            ),
        ),
      ),
    ),
    query((company: CompanyId) => kysely.deleteFrom('companies').where('id', '=', company)),
  ]
  return (company) => {
    for (const statement of statements) statement.run(company)
  }
}

export function createTokens({ kysely, query, rowQuery }: Connection): Tokens {
  const insert = rowQuery((row: TokenRow) => kysely.insertInto('tokens').values(row))
  const findByHash = query((hash: string) => kysely.selectFrom('tokens').selectAll().where('hash', '=', hash))
  const all = kysely.selectFrom('tokens').selectAll().orderBy('created_at').orderBy('id')
  const listAll = query(() => all)
  const listOf = query((company: CompanyId) => all.where('company', '=', company))
  const revocation = (id: TokenId, at: number) =>
    kysely.updateTable('tokens').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null)
  const revoke = query(revocation)
  const revokeOf = query((id: TokenId, at: number, company: CompanyId) =>
    revocation(id, at).where('company', '=', company),
  )
  const touch = query((id: TokenId, at: number) =>
    kysely.updateTable('tokens').set({ last_used_at: at }).where('id', '=', id),
  )

  return {
    async insert(token) {
      insert.run(fromToken(token))
    },
    async findByHash(hash) {
      const row = findByHash.get(hash)
      return row && toToken(row)
    },
    async list(company) {
      return (company === undefined ? listAll.all() : listOf.all(company)).map(toToken)
    },
    async revoke(id, at, company) {
      return (company === undefined ? revoke.run(id, at) : revokeOf.run(id, at, company)) === 1
    },
    async touch(id, at) {
      touch.run(id, at)
    },
  }
}

function toCompany(row: Schema['companies']): Company {
  return { id: row.id, name: row.name, createdAt: row.created_at }
}

function fromToken(token: Token): TokenRow {
  return {
    id: token.id,
    company: token.company,
    surface: token.surface,
    name: token.name,
    prefix: token.prefix,
    hash: token.hash,
    scopes: JSON.stringify(token.scopes),
    rate_limit: token.rateLimit && JSON.stringify(token.rateLimit),
    expires_at: token.expiresAt,
    revoked_at: token.revokedAt,
    last_used_at: token.lastUsedAt,
    created_at: token.createdAt,
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    company: row.company,
    surface: row.surface,
    name: row.name,
    prefix: row.prefix,
    hash: row.hash,
    scopes: JSON.parse(row.scopes),
    rateLimit: row.rate_limit === null ? null : JSON.parse(row.rate_limit),
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  }
}
