import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { UpstreamTemplate } from '../ports/templates.ts'
import { Refusal } from '../refusals.ts'
import { accountById } from './account.ts'
import { recordTemplate } from './record.ts'
import type { Template } from './template.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'templatesOf'>

/**
 * A template by our id, as it is at Meta now; while Meta does not answer, as it was seen last.
 * Refusal `template_not_found`.
 */
export async function getTemplate(context: Tools, company: CompanyId, id: string): Promise<Template> {
  const known = await knownTemplate(context, company, { id })
  return (await freshTemplate(context, known)) ?? known
}

/** A template that was seen before, by our id or by Meta's. Refusal `template_not_found`. */
export async function knownTemplate(
  { storage }: Pick<Context, 'storage'>,
  company: CompanyId,
  ref: { id: string } | { metaId: string; waba: string },
): Promise<Template> {
  const { templates } = storage.read
  const found = 'id' in ref ? await templates.find(company, ref.id) : await templates.findByMetaId(company, ref.metaId)
  if (found && !('waba' in ref && found.waba !== ref.waba)) return found
  throw Refusal.of('template_not_found', { template: 'id' in ref ? ref.id : ref.metaId })
}

/** As it is at Meta now; undefined when Meta could not be asked. Refusal `template_not_found`: Meta has it no more. */
export async function freshTemplate(context: Tools, known: Template): Promise<Template | undefined> {
  const { company, waba, metaId, id } = known
  const askedAt = context.clock.now()
  const answer = await ask(context, known)
  if (!answer) return undefined
  const template = await context.storage.transaction(async (tables) => {
    if (answer.seen) return recordTemplate(context, tables, { company, waba, askedAt }, answer.seen)
    await tables.templates.remove(company, id)
    return undefined
  })
  if (template) return template
  throw Refusal.of('template_not_found', { template: metaId })
}

/** What Meta answers, which may be that there is none; undefined when it does not answer. */
async function ask(
  context: Tools,
  { company, waba, metaId }: Template,
): Promise<{ seen: UpstreamTemplate | undefined } | undefined> {
  try {
    const { upstream } = await accountById(context, company, waba)
    return { seen: await upstream.find(metaId) }
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
