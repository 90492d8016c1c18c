import type { CreateChannelData, CreateChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { createChannel as create } from '../../../domain/channels/connect.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'
import { toChannelId } from '../to-channel-id.ts'

/** The older contract asks for no role and answers 200. */
export const createChannel: Operation<CreateChannelData, CreateChannelResponses> = async (
  { body },
  caller,
  context,
) => {
  const { hubMessageGeneration: generation } = context.http
  if (generation === 'newer') requireEnterprise(caller)
  if (body.type !== 'META_WHATSAPP') throw Refusal.of('invalid_channel_type', { channel: body.type })
  const channel = await create(context, caller.company, { name: body.name })
  return { status: generation === 'older' ? 200 : 201, body: { id: toChannelId(channel.id, generation) } }
}
