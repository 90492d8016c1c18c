import { sql } from 'kysely'
import type { Channel } from '../../domain/channels/channel.ts'
import type { ChannelId, CompanyId, PhoneNumber } from '../../domain/ids.ts'
import type { ChannelSecrets, Channels, Windows } from '../../domain/ports/storage.ts'
import type { Connection } from './connection.ts'
import type { ChannelRow } from './schema.ts'

export function createChannels(connection: Connection): Channels {
  const { kysely, query, rowQuery } = connection
  const all = kysely.selectFrom('channels').selectAll()
  const liveFirst = all
    .orderBy((column) => column('state', '=', 'connected'), 'desc')
    .orderBy('connected_at', 'desc')
    .orderBy('created_at', 'desc')
    .limit(sql.lit(1))

  const insert = rowQuery((row: ChannelRow) => kysely.insertInto('channels').values(row))
  const update = rowQuery(({ id, company: _company, created_at: _createdAt, ...row }: ChannelRow) =>
    kysely.updateTable('channels').set(row).where('id', '=', id),
  )
  const findById = query((company: CompanyId, id: ChannelId) => all.where('id', '=', id).where('company', '=', company))
  const findByAlias = query((company: CompanyId, alias: string) =>
    all.where('company', '=', company).where('alias', '=', alias),
  )
  const findByPhoneNumberId = query((company: CompanyId, phoneNumberId: string) =>
    liveFirst.where('company', '=', company).where('phone_number_id', '=', phoneNumberId),
  )
  const byId = query((id: ChannelId) => all.where('id', '=', id))
  const byMetaNumber = query((phoneNumberId: string) =>
    all
      .where('phone_number_id', '=', phoneNumberId)
      .where('kind', '=', 'cloud_api')
      .orderBy('created_at')
      .orderBy('id'),
  )
  const findByNumber = query((company: CompanyId, kind: Channel['kind'], phoneNumber: PhoneNumber) =>
    liveFirst.where('company', '=', company).where('kind', '=', kind).where('phone_number', '=', phoneNumber),
  )
  const list = query((company: CompanyId) => all.where('company', '=', company).orderBy('created_at').orderBy('id'))
  const connected = query(() => all.where('state', '=', 'connected').orderBy('created_at').orderBy('id'))
  const takeOwnership = query(() =>
    kysely.updateTable('channels').set((column) => ({ epoch: column('epoch', '+', 1) })),
  )
  const epoch = query((id: ChannelId) => kysely.selectFrom('channels').select('epoch').where('id', '=', id))
  const remove = removeChannel(connection)

  return {
    async insert(channel) {
      insert.run(fromChannel(channel))
    },
    async update(channel) {
      update.run(fromChannel(channel))
    },
    async find(company, ref) {
      const row = ref.by === 'id' ? findById.get(company, ref.id) : findByAlias.get(company, ref.alias)
      return row && toChannel(row)
    },
    async findByPhoneNumberId(company, phoneNumberId) {
      const row = findByPhoneNumberId.get(company, phoneNumberId)
      return row && toChannel(row)
    },
    async byId(id) {
      const row = byId.get(id)
      return row && toChannel(row)
    },
    async byMetaNumber(phoneNumberId) {
      return byMetaNumber.all(phoneNumberId).map(toChannel)
    },
    async findByNumber(company, kind, phoneNumber) {
      const row = findByNumber.get(company, kind, phoneNumber)
      return row && toChannel(row)
    },
    async list(company) {
      return list.all(company).map(toChannel)
    },
    async connected() {
      return connected.all().map(toChannel)
    },
    async takeOwnership() {
      takeOwnership.run()
    },
    async epoch(id) {
      return epoch.get(id)?.epoch ?? 0
    },
    async remove(id) {
      remove(id)
    },
  }
}

/** What has no foreign key to its channel goes first, the rest follows the channel's row. */
function removeChannel({ kysely, query }: Connection): (id: ChannelId) => void {
  const ownTables = ['messages', 'broadcasts', 'sessions'] as const
  const statements = [
    query((id: ChannelId) =>
      kysely
        .deleteFrom('idempotency_keys')
        .where('broadcast', 'in', (of) => of.selectFrom('broadcasts').where('channel', '=', id).select('id')),
    ),
    ...ownTables.map((table) => query((id: ChannelId) => kysely.deleteFrom(table).where('channel', '=', id))),
    query((id: ChannelId) => kysely.deleteFrom('links').where('owner', '=', sql<string>`'channel:' || ${id}`)),
    query((id: ChannelId) => kysely.deleteFrom('channels').where('id', '=', id)),
  ]
  return (id) => {
    for (const statement of statements) statement.run(id)
  }
}

export function createChannelSecrets({ kysely, query }: Connection): ChannelSecrets {
  const put = query((channel: ChannelId, name: string, sealed: string) =>
    kysely
      .insertInto('channel_secrets')
      .values({ channel, name, sealed })
      .onConflict((conflict) => conflict.columns(['channel', 'name']).doUpdateSet({ sealed })),
  )
  const get = query((channel: ChannelId, name: string) =>
    kysely.selectFrom('channel_secrets').select('sealed').where('channel', '=', channel).where('name', '=', name),
  )
  const remove = query((channel: ChannelId, name: string) =>
    kysely.deleteFrom('channel_secrets').where('channel', '=', channel).where('name', '=', name),
  )
  return {
    async put(channel, name, sealed) {
      put.run(channel, name, sealed)
    },
    async get(channel, name) {
      return get.get(channel, name)?.sealed
    },
    async remove(channel, name) {
      remove.run(channel, name)
    },
  }
}

export function createWindows({ kysely, query }: Connection): Windows {
  const opened = query((channel: ChannelId, customer: string, at: number) =>
    kysely
      .insertInto('windows')
      .values({ channel, customer, opened_at: at })
      .onConflict((conflict) =>
        conflict.columns(['channel', 'customer']).doUpdateSet({ opened_at: at }).where('windows.opened_at', '<', at),
      ),
  )
  const lastOpened = query((channel: ChannelId, customer: string) =>
    kysely.selectFrom('windows').select('opened_at').where('channel', '=', channel).where('customer', '=', customer),
  )
  return {
    async opened(channel, customerDigits, at) {
      opened.run(channel, customerDigits, at)
    },
    async lastOpened(channel, customerDigits) {
      return lastOpened.get(channel, customerDigits)?.opened_at
    },
  }
}

function fromChannel(channel: Channel): ChannelRow {
  return {
    id: channel.id,
    alias: channel.alias,
    company: channel.company,
    kind: channel.kind,
    name: channel.name,
    state: channel.state,
    state_reason: channel.stateReason,
    phone_number: channel.phoneNumber,
    phone_number_id: channel.phoneNumberId,
    waba_id: channel.wabaId,
    coexistence: channel.coexistence ? 1 : 0,
    push_name: channel.pushName,
    pipeline_id: channel.pipelineId,
    created_at: channel.createdAt,
    connected_at: channel.connectedAt,
  }
}

function toChannel(row: ChannelRow): Channel {
  return {
    id: row.id,
    alias: row.alias,
    company: row.company,
    kind: row.kind,
    name: row.name,
    state: row.state,
    stateReason: row.state_reason,
    phoneNumber: row.phone_number,
    phoneNumberId: row.phone_number_id,
    wabaId: row.waba_id,
    coexistence: row.coexistence === 1,
    pushName: row.push_name,
    pipelineId: row.pipeline_id,
    createdAt: row.created_at,
    connectedAt: row.connected_at,
  }
}
