import type { IncomingMessage } from 'node:http'
import type { ErrorBody, ErrorText } from '../../../generated/hubmessage/types.gen.ts'
import type { HubMessageGeneration } from '../operation.ts'
import type { Answer } from '../pipeline/respond.ts'
import { toOlderMediaError } from './media-errors.ts'
import { rewordRefusal } from './templates/reword-refusal.ts'

/** What single operations say in other words than the rest. */
export function reword(
  operationId: string,
  answer: Answer,
  req: IncomingMessage,
  error: unknown,
  generation: HubMessageGeneration = 'newer',
): Answer {
  if (operationId === 'deleteChannel') return deletion(answer, req)
  if (operationId === 'sendMessage' && generation === 'older') return toOlderMediaError(answer)
  if (/TemplateWebhooks?$/.test(operationId)) return flat(answer, req)
  if (/^(list|sync)Templates$|^(create|update|delete)Template$/.test(operationId)) {
    return rewordRefusal(operationId, answer, error, generation)
  }
  return answer
}

/** The template webhooks have one text in place of number and message, and miss the header before they look at the key. */
function flat(answer: Answer, { headers }: IncomingMessage): Answer {
  const { message, details } = answer.body as ErrorBody
  if (answer.status === 401 && headers.authorization === undefined) {
    return { status: 400, body: { error: 'Authorization header is required' } satisfies ErrorText }
  }
  const body: ErrorText = { error: message, ...(details && { details }) }
  return { ...answer, body }
}

function deletion(answer: Answer, { headers }: IncomingMessage): Answer {
  const said = (status: number, message: string): Answer => {
    const body: ErrorBody = { error: status, message }
    return { ...answer, status, body }
  }
  const { authorization } = headers
  if (answer.status === 401 && authorization !== undefined && !/^Bearer [!-~]+$/i.test(authorization)) {
    return { status: 400, body: { error: 400, message: 'Authorization invalid' } satisfies ErrorBody }
  }
  const { message } = answer.body as ErrorBody
  if (message === 'Channel not found') return said(404, 'Instance not found')
  if (message === 'This action requires ENTERPRISE role') return said(422, 'Channel deletion requires ENTERPRISE role')
  return answer
}
