import type { ConnectSession } from '../../domain/connect/session.ts'
import type { ChannelId, CompanyId, SessionId } from '../../domain/ids.ts'
import type { Sessions } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { SessionRow } from './schema.ts'

export function createSessions({ kysely, query, rowQuery }: Connection): Sessions {
  const all = kysely.selectFrom('sessions').selectAll()
  const change = kysely.updateTable('sessions').where('state', '=', 'pending')

  const insert = rowQuery((row: SessionRow) => kysely.insertInto('sessions').values(row))
  const find = query((id: SessionId) => all.where('id', '=', id))
  const end = query((id: SessionId, state: ConnectSession['state'], channel: ChannelId | null, at: number) =>
    change.set({ state, channel, ended_at: at }).where('id', '=', id),
  )
  const pending = query(() => all.where('state', '=', 'pending').orderBy('expires_at').orderBy('id'))
  const pendingOf = query((company: CompanyId) =>
    all.where('company', '=', company).where('state', '=', 'pending').orderBy('expires_at').orderBy('id'),
  )
  const appendEvent = query((session: SessionId, at: number, event: string) =>
    kysely
      .insertInto('session_events')
      .columns(['session', 'seq', 'at', 'event'])
      .expression((from) =>
        from
          .selectFrom('session_events')
          .where('session', '=', session)
          .select((column) => [
            column.val(session).as('session'),
            column(column.fn.coalesce(column.fn.max('seq'), column.lit(0)), '+', column.lit(1)).as('seq'),
            column.val(at).as('at'),
            column.val(event).as('event'),
          ]),
      )
      .returning('seq'),
  )
  const eventsAfter = query((session: SessionId, seq: number) =>
    kysely
      .selectFrom('session_events')
      .selectAll()
      .where('session', '=', session)
      .where('seq', '>', seq)
      .orderBy('seq'),
  )
  const deleteEndedBefore = query((at: number, limit: number) =>
    kysely
      .deleteFrom('sessions')
      .where('id', 'in', (of) => of.selectFrom('sessions').where('ended_at', '<', at).limit(limit).select('id')),
  )

  return {
    async insert(session) {
      insert.run(fromSession(session))
    },
    async find(company: CompanyId | undefined, id) {
      const row = find.get(id)
      return row && (company === undefined || row.company === company) ? toSession(row) : undefined
    },
    async end(id, { state, channel, at }) {
      return end.run(id, state, channel, at) === 1
    },
    async pending() {
      return pending.all().map(toSession)
    },
    async pendingOf(company) {
      return pendingOf.all(company).map(toSession)
    },
    async appendEvent(session, at, event) {
      const row = appendEvent.get(session, at, JSON.stringify(event))
      if (!row) throw new Error(`no event was appended to ${session}`)
      return { session, seq: row.seq, at, event }
    },
    async eventsAfter(session, seq) {
      return eventsAfter.all(session, seq).map((row) => ({ ...row, event: JSON.parse(row.event) }))
    },
    async deleteEndedBefore(at, limit) {
      return deleteEndedBefore.run(at, limit)
    },
  }
}

function fromSession(session: ConnectSession): SessionRow {
  return {
    id: session.id,
    company: session.company,
    mode: session.mode,
    state: session.state,
    name: session.name,
    pipeline_id: session.pipelineId,
    coexistence: session.coexistence ? 1 : 0,
    channel: session.channel,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
  }
}

function toSession(row: SessionRow): ConnectSession {
  return {
    id: row.id,
    company: row.company,
    mode: row.mode,
    state: row.state,
    name: row.name,
    pipelineId: row.pipeline_id,
    coexistence: row.coexistence === 1,
    channel: row.channel,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  }
}
