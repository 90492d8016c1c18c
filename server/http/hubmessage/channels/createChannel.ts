import type { CreateChannelData, CreateChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { hubMessageChannelId } from '../../../domain/channels/channel-id.ts'
import { createChannel as create } from '../../../domain/channels/connect.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'
import { requireEnterprise } from '../enterprise.ts'

export const createChannel: Operation<CreateChannelData, CreateChannelResponses> = async (
  { body },
  caller,
  context,
) => {
  requireEnterprise(caller)
  if (body.type !== 'META_WHATSAPP') throw Refusal.of('invalid_channel_type', { channel: body.type })
  const channel = await create(context, caller.company, { name: body.name })
  return { status: 201, body: { id: hubMessageChannelId(channel.id) } }
}
