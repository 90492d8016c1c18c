import type { SendReactionMessageData, SendReactionMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { sendNow } from './send.ts'

export const sendReactionMessage: Operation<SendReactionMessageData, SendReactionMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { message_id: messageId, emoji } = request.body
  return sendNow(request, caller, context, 'sendReactionMessage', { type: 'reaction', messageId, emoji })
}
