import type {
  SendInteractiveCtaUrlData,
  SendInteractiveCtaUrlResponses,
} from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { interactiveFrame } from './interactive-frame.ts'
import { sendNow } from './send.ts'

export const sendInteractiveCtaUrl: Operation<SendInteractiveCtaUrlData, SendInteractiveCtaUrlResponses> = (
  request,
  caller,
  context,
) => {
  const { display_text: displayText, url } = request.body
  const content = { type: 'interactive', form: 'cta_url', ...interactiveFrame(request.body), displayText, url } as const
  return sendNow(request, caller, context, 'sendInteractiveCtaUrl', content)
}
