import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { Tables } from '../ports/storage.ts'
import type { UpstreamTemplate } from '../ports/templates.ts'
import { recordEvent } from '../webhooks/record.ts'
import type { Template } from './template.ts'

type Tools = Pick<Context, 'clock' | 'ids' | 'signals'>

/**
 * Writes what Meta said of a template, in the caller's transaction, and tells subscribers of a status that is another one
 * than before. `askedAt`: what was told of its status after that moment is newer than this.
 */
export async function recordTemplate(
  tools: Tools,
  tables: Tables,
  { company, waba, askedAt }: { company: CompanyId; waba: string; askedAt: number },
  seen: UpstreamTemplate,
): Promise<Template> {
  const { clock, ids } = tools
  const known = await tables.templates.findByMetaId(company, seen.metaId)
  const now = clock.now()
  if (!known) {
    const common = { id: ids.template(), company, waba, localStatus: null, metaData: null }
    const template: Template = { ...common, ...seen, createdAt: now, statusAt: now }
    await tables.templates.insert(template)
    return template
  }
  const older = known.statusAt > askedAt
  const status = older ? {} : { status: seen.status, reason: seen.reason }
  const template: Template = { ...known, ...seen, status: known.status, reason: known.reason, ...status }
  if (template.status === known.status) {
    if (differs(template, known)) await tables.templates.update(template)
    return template
  }
  return changeStatus(tools, tables, template, known.status)
}

/** Writes a template whose status has just changed, in the caller's transaction, and tells subscribers. */
export async function changeStatus(
  tools: Tools,
  tables: Tables,
  template: Template,
  previousStatus: string,
): Promise<Template> {
  const changed: Template = { ...template, localStatus: null, statusAt: tools.clock.now() }
  await tables.templates.update(changed)
  await announceStatus(tools, tables, changed, previousStatus)
  return changed
}

export async function announceStatus(
  tools: Tools,
  tables: Tables,
  { company, waba, id, metaId, name, language, category, status, reason }: Template,
  previousStatus: string | null,
): Promise<void> {
  await recordEvent(tools, tables, {
    type: 'whatsapp.template.status_updated',
    company,
    channel: null,
    data: {
      kind: 'template_status',
      template: id,
      metaId,
      waba,
      name,
      language,
      category,
      status,
      previousStatus,
      reason,
    },
  })
}

function differs(one: Template, other: Template): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}
