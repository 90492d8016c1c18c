import type { SendStickerMessageData, SendStickerMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { mediaSource } from './media-source.ts'
import { sendNow } from './send.ts'

export const sendStickerMessage: Operation<SendStickerMessageData, SendStickerMessageResponses> = (
  request,
  caller,
  context,
) => {
  const content = { type: 'sticker', media: mediaSource(context, request.body) } as const
  return sendNow(request, caller, context, 'sendStickerMessage', content)
}
