import type { SendRawMessageData, SendRawMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import { type PhoneNumber, phoneNumberFromDigits } from '../../../domain/ids.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'
import { sendTo } from './send.ts'

export const sendRawMessage: Operation<SendRawMessageData, SendRawMessageResponses> = async (
  request,
  caller,
  context,
) => {
  const { body } = request.body
  return sendTo(recipientIn(body), request, caller, context, 'sendRawMessage', { type: 'raw', body })
}

/** Meta takes a number with or without its plus, and with what people put between its digits. */
function recipientIn({ to, status }: Record<string, unknown>): PhoneNumber {
  if (status !== undefined) throw invalid('/body/body/status', 'marks a message read, which is no send; use mark-read')
  const digits = typeof to === 'string' ? to.replaceAll(/[\s()+.-]/g, '') : ''
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw invalid('/body/body/to', 'must be the phone number of one recipient')
  return phoneNumberFromDigits(digits)
}

function invalid(path: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path, message }] })
}
