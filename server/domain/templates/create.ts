import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { type Account, accountById, accountOf } from './account.ts'
import { recordTemplate } from './record.ts'
import { normalizeComponents, requireValidTemplate } from './rules.ts'
import type { Template, TemplateWish } from './template.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'templatesOf'>
type MetaData = Template['metaData']

/**
 * Hands a new template to Meta for review, through a channel of its account.
 * Refusals: `templates_unsupported`, `channel_disconnected`, `invalid_request`, `template_exists`, `upstream_refused`,
 * `upstream_unavailable` (Meta may have it all the same; the list tells).
 */
export async function createTemplate(
  context: Tools,
  channel: Channel,
  wish: TemplateWish,
  metaData: MetaData = null,
): Promise<Template> {
  return create(context, accountOf(context, channel), wish, metaData)
}

/** The same by the account's own id. Additionally Refusal `business_not_found`. */
export async function createAccountTemplate(
  context: Tools,
  company: CompanyId,
  waba: string,
  wish: TemplateWish,
): Promise<Template> {
  return create(context, await accountById(context, company, waba), wish, null)
}

async function create(
  context: Tools,
  { company, waba, upstream }: Account,
  given: TemplateWish,
  metaData: MetaData,
): Promise<Template> {
  const wish = { ...given, components: normalizeComponents(given.components) }
  requireValidTemplate(wish)
  const askedAt = context.clock.now()
  const { metaId, status, category } = await upstream.create(wish)
  const { name, language, parameterFormat, components, ttlSeconds = null } = wish
  const seen = { metaId, name, language, status, category, parameterFormat, components, ttlSeconds, reason: null }
  return context.storage.transaction(async (tables) => {
    const template = await recordTemplate(context, tables, { company, waba, askedAt }, seen)
    if (metaData === null) return template
    const withFacts = { ...template, metaData }
    await tables.templates.update(withFacts)
    return withFacts
  })
}
