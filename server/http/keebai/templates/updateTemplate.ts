import type { UpdateTemplateData, UpdateTemplateResponses } from '../../../../generated/keebai/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { updateTemplate as update } from '../../../domain/templates/update.ts'
import type { Operation } from '../../operation.ts'
import { fromComponents } from './from-components.ts'
import { toTemplate } from './to-template.ts'

export const updateTemplate: Operation<UpdateTemplateData, UpdateTemplateResponses> = async (
  { path, body },
  { company },
  context,
) => {
  const channel = body.channel_id === undefined ? undefined : await getChannel(context, company, body.channel_id)
  const template = await update(context, company, path.id, channel, {
    name: body.name,
    language: body.language,
    category: body.category,
    parameterFormat: body.parameter_format,
    components: body.components && fromComponents(body.components),
    localStatus: body.status,
    metaData: body.metadata,
  })
  return { status: 200, body: toTemplate(template) }
}
