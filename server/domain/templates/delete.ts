import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { accountById } from './account.ts'
import { accountTemplate } from './update.ts'

/**
 * Deletes one language of a template, for good. Refusals: `business_not_found`, `template_not_found`, `upstream_refused`,
 * `upstream_unavailable`.
 */
export async function deleteAccountTemplate(
  context: Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'templatesOf'>,
  company: CompanyId,
  waba: string,
  metaId: string,
): Promise<void> {
  const { id, name } = await accountTemplate(context, company, waba, metaId)
  const { upstream } = await accountById(context, company, waba)
  await upstream.delete({ metaId, name })
  await context.storage.transaction(({ templates }) => templates.remove(company, id))
}
