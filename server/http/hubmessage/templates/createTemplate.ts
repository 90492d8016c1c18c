import type { CreateTemplateData, CreateTemplateResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { createAccountTemplate } from '../../../domain/templates/create.ts'
import type { Operation } from '../../operation.ts'
import { fromTemplateRequest } from './from-template-request.ts'

export const createTemplate: Operation<CreateTemplateData, CreateTemplateResponses> = async (
  { path, body },
  { company },
  context,
) => {
  // Nothing says how its variables are named, so they are numbered, as the vendor has them.
  const wish = { ...fromTemplateRequest(body), parameterFormat: 'POSITIONAL' as const }
  const { metaId, status, category } = await createAccountTemplate(context, company, path.wabaId, wish)
  return { status: 200, body: { id: metaId, status, category } }
}
