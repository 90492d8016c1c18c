import type { CreateTemplateData, CreateTemplateResponses } from '../../../../generated/keebai/types.gen.ts'
import { type Channel, supports } from '../../../domain/channels/channel.ts'
import { getChannel, listChannels } from '../../../domain/channels/read.ts'
import type { CompanyId } from '../../../domain/ids.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { createTemplate as create } from '../../../domain/templates/create.ts'
import type { HttpContext, Operation } from '../../operation.ts'
import { formatOf, fromComponents } from './from-components.ts'
import { toTemplate } from './to-template.ts'

export const createTemplate: Operation<CreateTemplateData, CreateTemplateResponses> = async (
  { body },
  { company },
  context,
) => {
  const { name, language, category, components, metadata = null } = body
  const parameterFormat = body.parameter_format ?? formatOf(components)
  const channel = await channelOf(context, company, body.channel_id)
  const wish = { name, language, category, parameterFormat, components: fromComponents(components) }
  return { status: 201, body: toTemplate(await create(context, channel, wish, metadata)) }
}

/** The one that is named, or the only one that could be meant. */
async function channelOf(context: HttpContext, company: CompanyId, id: string | undefined): Promise<Channel> {
  if (id !== undefined) return getChannel(context, company, id)
  const channels = await listChannels(context, company)
  const [only, ...others] = channels.filter((one) => supports(one).templates && one.state === 'connected')
  if (only && others.length === 0) return only
  const why = only ? 'is required: there are several channels' : 'is required'
  throw Refusal.of('invalid_request', { problems: [{ path: '/body/channel_id', message: why }] })
}
