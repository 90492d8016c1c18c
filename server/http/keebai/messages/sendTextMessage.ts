import type { SendTextMessageData, SendTextMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { send } from './send.ts'

export const sendTextMessage: Operation<SendTextMessageData, SendTextMessageResponses> = (request, caller, context) => {
  const { text, preview_url: previewUrl = false } = request.body
  return send(request, caller, context, 'sendTextMessage', { type: 'text', text, previewUrl })
}
