import type { SendVideoMessageData, SendVideoMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { mediaSource } from './media-source.ts'
import { sendNow } from './send.ts'

export const sendVideoMessage: Operation<SendVideoMessageData, SendVideoMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { body } = request
  const content = { type: 'video', media: mediaSource(context, body), ...optional({ caption: body.caption }) } as const
  return sendNow(request, caller, context, 'sendVideoMessage', content)
}
