import type { SendTemplateMessageData, SendTemplateMessageResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { send } from './send.ts'

export const sendTemplateMessage: Operation<SendTemplateMessageData, SendTemplateMessageResponses> = (
  request,
  caller,
  context,
) => {
  const { template_name: name, language, variables: values = {} } = request.body
  const content = { type: 'template', name, language, parameters: { form: 'named', values } } as const
  return send(request, caller, context, 'sendTemplateMessage', content)
}
