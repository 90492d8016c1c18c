import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { TemplateCategoryFact, TemplateStatusFact } from '../ports/meta-facts.ts'
import type { Tables } from '../ports/storage.ts'
import { recordEvent } from '../webhooks/record.ts'
import { announceStatus, changeStatus } from './record.ts'
import type { Template } from './template.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals'>

/** What an event of Meta makes the status; one that is not listed is a status itself. */
const statusAfter: Record<string, string | null> = {
  REINSTATED: 'APPROVED',
  UNARCHIVED: 'APPROVED',
  // These say something else of a template, and leave its status.
  FLAGGED: null,
  LOCKED: null,
  UNLOCKED: null,
}

/** Records what Meta decided of a template, once, in every company that has its account. */
export async function recordTemplateStatus(context: Tools, fact: TemplateStatusFact): Promise<void> {
  const status = Object.hasOwn(statusAfter, fact.event) ? statusAfter[fact.event] : fact.event
  if (status === null || status === undefined) return
  await once(
    context,
    `template/${fact.metaId}/${fact.event}/${fact.timestamp}`,
    fact,
    async (tables, company, known) => {
      const template = known ?? (await firstSeen(context, tables, company, fact, status))
      const reason = fact.reason
      if (status === 'DELETED') {
        await tables.templates.remove(company, template.id)
        await announceStatus(context, tables, { ...template, status, reason }, known?.status ?? null)
      } else if (!known) {
        await announceStatus(context, tables, { ...template, reason }, null)
      } else if (known.status !== status) {
        await changeStatus(context, tables, { ...known, status, reason }, known.status)
      }
    },
  )
}

/** Records that Meta moved a template to another category. */
export async function recordTemplateCategory(context: Tools, fact: TemplateCategoryFact): Promise<void> {
  const { metaId, category, timestamp } = fact
  await once(context, `template-category/${metaId}/${category}/${timestamp}`, fact, async (tables, company, known) => {
    if (!known || known.category === category) return
    await tables.templates.update({ ...known, category })
    const { id: template, waba, name, language, category: previousCategory } = known
    await recordEvent(context, tables, {
      type: 'whatsapp.template.category_updated',
      company,
      channel: null,
      data: { kind: 'template_category', template, metaId, waba, name, language, category, previousCategory },
    })
  })
}

/** Runs for each company that has the account, in the transaction in which the fact is noted. */
async function once(
  { storage, clock }: Tools,
  fact: string,
  { waba, metaId }: { waba: string; metaId: string },
  run: (tables: Tables, company: CompanyId, known: Template | undefined) => Promise<void>,
): Promise<void> {
  await storage.transaction(async (tables) => {
    if (!(await tables.facts.record(fact, clock.now()))) return
    const known = await tables.templates.byMetaId(metaId)
    const connected = (await tables.channels.connected()).filter(({ wabaId }) => wabaId === waba)
    const companies = new Set([...known, ...connected].map(({ company }) => company))
    for (const company of companies)
      await run(
        tables,
        company,
        known.find((one) => one.company === company),
      )
  })
}

/** A template nobody asked for yet: its components are read with the next list. */
async function firstSeen(
  { ids, clock }: Tools,
  { templates }: Tables,
  company: CompanyId,
  { waba, metaId, name, language, category, reason }: TemplateStatusFact,
  status: string,
): Promise<Template> {
  const now = clock.now()
  const template: Template = {
    id: ids.template(),
    company,
    waba,
    metaId,
    name,
    language,
    status,
    localStatus: null,
    category: category ?? '',
    parameterFormat: 'POSITIONAL',
    components: [],
    ttlSeconds: null,
    reason,
    metaData: null,
    createdAt: now,
    statusAt: now,
  }
  await templates.insert(template)
  return template
}
