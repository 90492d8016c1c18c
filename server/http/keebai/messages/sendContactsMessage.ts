import type { SendContactsMessageData, SendContactsMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { fromContactCard } from './from-contact-card.ts'
import { sendNow } from './send.ts'

export const sendContactsMessage: Operation<SendContactsMessageData, SendContactsMessageResponses> = (
  request,
  caller,
  context,
) => {
  const content = { type: 'contacts', contacts: request.body.contacts.map(fromContactCard) } as const
  return sendNow(request, caller, context, 'sendContactsMessage', content)
}
