import type { DeleteTemplateData, DeleteTemplateResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { deleteAccountTemplate } from '../../../domain/templates/delete.ts'
import type { Operation } from '../../operation.ts'

export const deleteTemplate: Operation<DeleteTemplateData, DeleteTemplateResponses> = async (
  { path },
  { company },
  context,
) => {
  await deleteAccountTemplate(context, company, path.wabaId, path.templateId)
  return { status: 200, body: { success: true } }
}
