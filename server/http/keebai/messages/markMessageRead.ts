import type { MarkMessageReadData, MarkMessageReadResponses } from '../../../../generated/keebai/types.gen.ts'
import { markRead } from '../../../domain/messages/mark-read.ts'
import type { Operation } from '../../operation.ts'
import { senderOf } from './send.ts'

export const markMessageRead: Operation<MarkMessageReadData, MarkMessageReadResponses> = async (
  { body },
  caller,
  context,
) => {
  const channel = await senderOf(body, caller, context)
  await markRead(context, channel, { wamid: body.message_id, typing: body.typing_indicator === 'text' })
  return { status: 200, body: { success: true } }
}
