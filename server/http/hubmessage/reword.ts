import type { IncomingMessage } from 'node:http'
import type { ErrorBody } from '../../../generated/hubmessage/types.gen.ts'
import type { Answer } from '../pipeline/respond.ts'

/** What single operations say in other words than the rest. */
export function reword(operationId: string, answer: Answer, req: IncomingMessage): Answer {
  if (operationId === 'deleteChannel') return deletion(answer, req)
  return answer
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
