import type { GetTemplateData, GetTemplateResponses } from '../../../../generated/keebai/types.gen.ts'
import { getTemplate as templateOf } from '../../../domain/templates/read.ts'
import type { Operation } from '../../operation.ts'
import { toTemplateDetails } from './to-template.ts'

export const getTemplate: Operation<GetTemplateData, GetTemplateResponses> = async ({ path }, caller, context) => {
  return { status: 200, body: toTemplateDetails(await templateOf(context, caller.company, path.id)) }
}
