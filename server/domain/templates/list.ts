import type { Channel } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { type Account, accountById, accountOf, accountsOf } from './account.ts'
import { recordTemplate } from './record.ts'
import type { Template } from './template.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'templatesOf' | 'log'>

/** One page of a company's templates. */
export interface TemplatePage {
  templates: Template[]
  /** On all pages. */
  total: number
}

/**
 * The templates of a channel's account, or of all accounts, by name. Meta is asked each time; while it does not answer,
 * what was seen last is told. Refusals: `templates_unsupported`, `channel_disconnected`, and, where nothing has been seen
 * before, `upstream_refused`, `upstream_unavailable`.
 */
export async function listTemplates(
  context: Tools,
  company: CompanyId,
  wanted: { channel?: Channel | undefined; status?: string | undefined; offset: number; limit: number },
): Promise<TemplatePage> {
  const accounts = wanted.channel ? [accountOf(context, wanted.channel)] : await accountsOf(context, company)
  await Promise.all(accounts.map((account) => refreshOrRemember(context, account)))
  const { templates } = context.storage.read
  const filter = { waba: wanted.channel?.wabaId ?? undefined, status: wanted.status }
  const [page, total] = await Promise.all([
    templates.page(company, filter, wanted.offset, wanted.limit),
    templates.count(company, filter),
  ])
  return { templates: page, total }
}

/** Every template of an account. Refusals: `business_not_found`, else as for `listTemplates`. */
export async function listAccountTemplates(context: Tools, company: CompanyId, waba: string): Promise<Template[]> {
  await refreshOrRemember(context, await accountById(context, company, waba))
  return context.storage.read.templates.ofWaba(company, waba)
}

/**
 * Asks Meta for every template of an account and says how many are other than they were known. Refusals:
 * `business_not_found`, `upstream_refused`, `upstream_unavailable`.
 */
export async function syncTemplates(
  context: Tools,
  company: CompanyId,
  waba: string,
): Promise<{ templates: Template[]; changed: number }> {
  const changed = await refresh(context, await accountById(context, company, waba))
  return { templates: await context.storage.read.templates.ofWaba(company, waba), changed }
}

async function refreshOrRemember(context: Tools, account: Account): Promise<void> {
  try {
    await refresh(context, account)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const known = await context.storage.read.templates.count(account.company, { waba: account.waba })
    if (known === 0) throw error
    context.log.warn('templates.not_refreshed', { waba: account.waba, why: error.code })
  }
}

/** Makes what is known of an account what Meta says of it. */
async function refresh(context: Tools, { company, waba, upstream }: Account): Promise<number> {
  const { storage, clock } = context
  const askedAt = clock.now()
  const seen = await upstream.list()
  return storage.transaction(async (tables) => {
    const before = new Map((await tables.templates.ofWaba(company, waba)).map((one) => [one.metaId, one]))
    let changed = 0
    for (const one of seen) {
      const known = before.get(one.metaId)
      before.delete(one.metaId)
      const after = await recordTemplate(context, tables, { company, waba, askedAt }, one)
      if (JSON.stringify(after) !== JSON.stringify(known)) changed += 1
    }
    // What was made while Meta was writing its list is not on it yet.
    const gone = [...before.values()].filter(({ createdAt }) => createdAt < askedAt)
    for (const { id } of gone) await tables.templates.remove(company, id)
    return changed + gone.length
  })
}
