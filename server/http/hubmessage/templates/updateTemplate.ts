import type { UpdateTemplateData, UpdateTemplateResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { updateAccountTemplate } from '../../../domain/templates/update.ts'
import type { Operation } from '../../operation.ts'
import { fromTemplateRequest } from './from-template-request.ts'

export const updateTemplate: Operation<UpdateTemplateData, UpdateTemplateResponses> = async (
  { path, body },
  { company },
  context,
) => {
  await updateAccountTemplate(context, company, path.wabaId, path.templateId, fromTemplateRequest(body))
  return { status: 200, body: { success: true } }
}
