import { type ExpressionBuilder, sql } from 'kysely'
import type { CompanyId } from '../../domain/ids.ts'
import type { Templates } from '../../domain/ports/storage.ts'
import type { Template } from '../../domain/templates/template.ts'
import type { Connection } from './connection.ts'
import type { Schema, TemplateRow } from './schema.ts'

export function createTemplates({ kysely, query, rowQuery }: Connection): Templates {
  const all = kysely.selectFrom('templates').selectAll()
  const insert = rowQuery((row: TemplateRow) => kysely.insertInto('templates').values(row))
  const update = rowQuery(({ id, company, created_at: _createdAt, ...row }: TemplateRow) =>
    kysely.updateTable('templates').set(row).where('company', '=', company).where('id', '=', id),
  )
  const remove = query((company: CompanyId, id: string) =>
    kysely.deleteFrom('templates').where('company', '=', company).where('id', '=', id),
  )
  const find = query((company: CompanyId, id: string) => all.where('company', '=', company).where('id', '=', id))
  const findByMetaId = query((company: CompanyId, metaId: string) =>
    all.where('meta_id', '=', metaId).where('company', '=', company),
  )
  const byMetaId = query((metaId: string) => all.where('meta_id', '=', metaId).orderBy('company'))
  const ofWaba = query((company: CompanyId, waba: string) =>
    all.where('company', '=', company).where('waba', '=', waba).orderBy('name').orderBy('language').orderBy('id'),
  )
  const page = query((company: CompanyId, waba: string | null, status: string | null, limit: number, offset: number) =>
    all
      .where('company', '=', company)
      .where(matches(waba, status))
      .orderBy('name')
      .orderBy('language')
      .orderBy('id')
      .limit(limit)
      .offset(offset),
  )
  const count = query((company: CompanyId, waba: string | null, status: string | null) =>
    kysely
      .selectFrom('templates')
      .where('company', '=', company)
      .where(matches(waba, status))
      .select(({ fn }) => fn.countAll<number>().as('count')),
  )

  return {
    async insert(template) {
      insert.run(fromTemplate(template))
    },
    async update(template) {
      update.run(fromTemplate(template))
    },
    async remove(company, id) {
      return remove.run(company, id) === 1
    },
    async find(company, id) {
      const row = find.get(company, id)
      return row && toTemplate(row)
    },
    async findByMetaId(company, metaId) {
      const row = findByMetaId.get(company, metaId)
      return row && toTemplate(row)
    },
    async byMetaId(metaId) {
      return byMetaId.all(metaId).map(toTemplate)
    },
    async ofWaba(company, waba) {
      return ofWaba.all(company, waba).map(toTemplate)
    },
    async page(company, { waba = null, status = null }, offset, limit) {
      return page.all(company, waba, status, limit, offset).map(toTemplate)
    },
    async count(company, { waba = null, status = null }) {
      return count.get(company, waba, status)?.count ?? 0
    },
  }
}

/** A filter that is null lets everything through. */
function matches(waba: string | null, status: string | null) {
  return ({ and }: ExpressionBuilder<Schema, 'templates'>) =>
    and([
      sql<boolean>`(${waba} is null or waba = ${waba})`,
      sql<boolean>`(${status} is null or coalesce(local_status, status) = ${status})`,
    ])
}

function fromTemplate(template: Template): TemplateRow {
  return {
    company: template.company,
    id: template.id,
    waba: template.waba,
    meta_id: template.metaId,
    name: template.name,
    language: template.language,
    status: template.status,
    local_status: template.localStatus,
    category: template.category,
    parameter_format: template.parameterFormat,
    components: JSON.stringify(template.components),
    ttl_seconds: template.ttlSeconds,
    reason: template.reason,
    meta_data: template.metaData && JSON.stringify(template.metaData),
    created_at: template.createdAt,
    status_at: template.statusAt,
  }
}

function toTemplate(row: TemplateRow): Template {
  return {
    id: row.id,
    company: row.company,
    waba: row.waba,
    metaId: row.meta_id,
    name: row.name,
    language: row.language,
    status: row.status,
    localStatus: row.local_status,
    category: row.category,
    parameterFormat: row.parameter_format,
    components: JSON.parse(row.components),
    ttlSeconds: row.ttl_seconds,
    reason: row.reason,
    metaData: row.meta_data === null ? null : JSON.parse(row.meta_data),
    createdAt: row.created_at,
    statusAt: row.status_at,
  }
}
