import type { SendDocumentMessageData, SendDocumentMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { mediaSource } from './media-source.ts'
import { sendNow } from './send.ts'

export const sendDocumentMessage: Operation<SendDocumentMessageData, SendDocumentMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { body } = request
  const { caption, filename } = body
  const content = { type: 'document', media: mediaSource(context, body), ...optional({ caption, filename }) } as const
  return sendNow(request, caller, context, 'sendDocumentMessage', content)
}
