import type {
  SendInteractiveButtonsData,
  SendInteractiveButtonsResponses,
} from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { interactiveFrame } from './interactive-frame.ts'
import { sendNow } from './send.ts'

export const sendInteractiveButtons: Operation<SendInteractiveButtonsData, SendInteractiveButtonsResponses> = (
  request,
  caller,
  context,
) => {
  const { buttons } = request.body
  const content = { type: 'interactive', form: 'buttons', ...interactiveFrame(request.body), buttons } as const
  return sendNow(request, caller, context, 'sendInteractiveButtons', content)
}
