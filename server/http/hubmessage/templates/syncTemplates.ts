import type { SyncTemplatesData, SyncTemplatesResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { syncTemplates as syncAll } from '../../../domain/templates/list.ts'
import type { Operation } from '../../operation.ts'
import { toTemplate } from './to-template.ts'

export const syncTemplates: Operation<SyncTemplatesData, SyncTemplatesResponses> = async (
  { path },
  { company },
  context,
) => {
  const { templates, changed } = await syncAll(context, company, path.wabaId)
  return { status: 200, body: { data: templates.map(toTemplate), syncedCount: changed, synced: true } }
}
