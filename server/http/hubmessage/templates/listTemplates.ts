import type { ListTemplatesData, ListTemplatesResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { listAccountTemplates } from '../../../domain/templates/list.ts'
import type { Operation } from '../../operation.ts'
import { toTemplate } from './to-template.ts'

export const listTemplates: Operation<ListTemplatesData, ListTemplatesResponses> = async (
  { path },
  { company },
  context,
) => {
  const templates = await listAccountTemplates(context, company, path.wabaId)
  return { status: 200, body: { data: templates.map(toTemplate) } }
}
