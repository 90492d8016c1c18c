import type { ErrorBody, ErrorText } from '../../../generated/hubmessage/types.gen.ts'
import type { Detail } from '../pipeline/problem.ts'
import type { OperationRequest } from '../pipeline/request.ts'
import type { Answer } from '../pipeline/respond.ts'

/** The documented answers to requests that do not fit the document, where they are more precise than "Validation error". */
export function refine(operationId: string, { body }: OperationRequest, details: Detail[]): Answer | undefined {
  if (operationId === 'cancelChannel' && details.some(({ path }) => path === '/query/cancel')) {
    return error('cancel query param is required')
  }
  if (typeof body !== 'object' || body === null || !details.every(({ path }) => path.startsWith('/body')))
    return undefined
  const lacksUrl = Reflect.get(body, 'url') === undefined
  const isOfTemplates = /^(create|update)TemplateWebhook$/.test(operationId)
  if (isOfTemplates && hasOtherEvents(Reflect.get(body, 'events'))) {
    return flat(422, 'Global webhooks (without instance) accept only template events')
  }
  if (operationId === 'createChannelWebhook' && lacksUrl) return error('url is required')
  if (operationId === 'createTemplateWebhook' && lacksUrl) return flat(400, 'url is required')
  return undefined
}

/** Names of events, and one at least is not a template's. */
function hasOtherEvents(events: unknown): boolean {
  if (!Array.isArray(events) || !events.every((event) => typeof event === 'string')) return false
  return events.some((event) => /^[A-Z_]+$/.test(event) && !event.startsWith('UPDATE_TEMPLATE_'))
}

function error(message: string): Answer {
  return { status: 400, body: { error: 400, message } satisfies ErrorBody }
}

function flat(status: number, text: string): Answer {
  return { status, body: { error: text } satisfies ErrorText }
}
