import type { SendLocationMessageData, SendLocationMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { sendNow } from './send.ts'

export const sendLocationMessage: Operation<SendLocationMessageData, SendLocationMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { latitude, longitude, name, address } = request.body
  const content = { type: 'location', latitude, longitude, ...optional({ name, address }) } as const
  return sendNow(request, caller, context, 'sendLocationMessage', content)
}
