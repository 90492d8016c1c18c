import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { accountById, accountOf } from './account.ts'
import { freshTemplate, knownTemplate } from './read.ts'
import { normalizeComponents, requireValidComponents } from './rules.ts'
import { isEditable, type Template, type TemplateChange } from './template.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'templatesOf'>

/** What an integrator wants another way: at Meta, and of what is kept here alone. */
export interface TemplateUpdate extends TemplateChange {
  /** Only as they are: Meta changes none of these. */
  name?: string | undefined
  language?: string | undefined
  parameterFormat?: Template['parameterFormat'] | undefined
  /** What it is called here, whatever it is at Meta. */
  localStatus?: string | undefined
  metaData?: Record<string, unknown> | undefined
}

/**
 * Edits a template, of a channel's account if one is named. A change of its text goes to Meta and puts it under review again.
 * Refusals: `templates_unsupported`, `channel_disconnected`, `template_not_found`, `template_not_editable` (the state it is in, or what Meta never changes),
 * `invalid_request`, `upstream_refused`, `upstream_unavailable`.
 */
export async function updateTemplate(
  context: Tools,
  company: CompanyId,
  id: string,
  channel: Channel | undefined,
  update: TemplateUpdate,
): Promise<Template> {
  const account = channel && accountOf(context, channel)
  const known = await knownTemplate(context, company, { id })
  if (account && account.waba !== known.waba) throw Refusal.of('template_not_found', { template: id })
  return change(context, known, update)
}

/** The same by Meta's ids. Additionally Refusal `business_not_found`. */
export async function updateAccountTemplate(
  context: Tools,
  company: CompanyId,
  waba: string,
  metaId: string,
  update: TemplateUpdate,
): Promise<Template> {
  return change(context, await accountTemplate(context, company, waba, metaId), update)
}

/** A template by Meta's ids, known already or not. Refusals: `business_not_found`, `template_not_found`. */
export async function accountTemplate(
  context: Tools,
  company: CompanyId,
  waba: string,
  metaId: string,
): Promise<Template> {
  const account = await accountById(context, company, waba)
  const known = await context.storage.read.templates.findByMetaId(company, metaId)
  if (known) return knownTemplate(context, company, { metaId, waba })
  const seen = (await account.upstream.list()).find((one) => one.metaId === metaId)
  if (!seen) throw Refusal.of('template_not_found', { template: metaId })
  const now = context.clock.now()
  const common = { id: context.ids.template(), company, waba, localStatus: null, metaData: null }
  const template: Template = { ...common, ...seen, createdAt: now, statusAt: now }
  await context.storage.transaction(({ templates }) => templates.insert(template))
  return template
}

async function change(context: Tools, remembered: Template, update: TemplateUpdate): Promise<Template> {
  const known = (await freshTemplate(context, remembered)) ?? remembered
  refuseFixed(known, update)
  const components = update.components && normalizeComponents(update.components)
  const wanted: TemplateChange = {
    ...(components && { components }),
    ...(update.category !== undefined && update.category !== known.category && { category: update.category }),
    ...(update.ttlSeconds !== undefined && { ttlSeconds: update.ttlSeconds }),
  }
  const edited = Object.keys(wanted).length > 0 ? await edit(context, known, wanted) : known
  return keepOwn(context, edited, update)
}

async function edit(context: Tools, known: Template, wanted: TemplateChange): Promise<Template> {
  if (!isEditable(known)) {
    throw Refusal.of('template_not_editable', { template: known.id, status: known.status, why: null })
  }
  const { category, parameterFormat, company, waba, metaId } = known
  if (wanted.components) {
    requireValidComponents({ parameterFormat, components: wanted.components, category: wanted.category ?? category })
  }
  const { upstream } = await accountById(context, company, waba)
  await upstream.edit(metaId, wanted)
  return (await freshTemplate(context, known)) ?? known
}

/** Name, language and the form of the parameters are a template's identity. */
function refuseFixed(known: Template, update: TemplateUpdate): void {
  for (const member of ['name', 'language', 'parameterFormat'] as const) {
    if (update[member] === undefined || update[member] === known[member]) continue
    const why = `Meta does not change the ${member} of a template`
    throw Refusal.of('template_not_editable', { template: known.id, status: known.status, why })
  }
}

async function keepOwn({ storage }: Tools, template: Template, update: TemplateUpdate): Promise<Template> {
  const { localStatus, metaData } = update
  if (localStatus === undefined && metaData === undefined) return template
  return storage.transaction(async ({ templates }) => {
    const now = (await templates.find(template.company, template.id)) ?? template
    const shown = localStatus === undefined ? now.localStatus : localStatus === now.status ? null : localStatus
    const kept = { ...now, localStatus: shown, metaData: metaData ?? now.metaData }
    await templates.update(kept)
    return kept
  })
}
