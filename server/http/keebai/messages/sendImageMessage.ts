import type { SendImageMessageData, SendImageMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { mediaSource } from './media-source.ts'
import { sendNow } from './send.ts'

export const sendImageMessage: Operation<SendImageMessageData, SendImageMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { body } = request
  const content = { type: 'image', media: mediaSource(context, body), ...optional({ caption: body.caption }) } as const
  return sendNow(request, caller, context, 'sendImageMessage', content)
}
