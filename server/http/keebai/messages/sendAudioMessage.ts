import type { SendAudioMessageData, SendAudioMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { mediaSource } from './media-source.ts'
import { sendNow } from './send.ts'

export const sendAudioMessage: Operation<SendAudioMessageData, SendAudioMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { body } = request
  const content = { type: 'audio', media: mediaSource(context, body), ...optional({ voice: body.voice }) } as const
  return sendNow(request, caller, context, 'sendAudioMessage', content)
}
