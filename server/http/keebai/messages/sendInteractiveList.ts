import type { SendInteractiveListData, SendInteractiveListResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { interactiveFrame } from './interactive-frame.ts'
import { sendNow } from './send.ts'

export const sendInteractiveList: Operation<SendInteractiveListData, SendInteractiveListResponses> = (
  request,
  caller,
  context,
) => {
  const { button_text: button, sections } = request.body
  const content = { type: 'interactive', form: 'list', ...interactiveFrame(request.body), button, sections } as const
  return sendNow(request, caller, context, 'sendInteractiveList', content)
}
