import type { ConnectChannelData, ConnectChannelResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { connectChannel as connect } from '../../../domain/connect/signup.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'

export const connectChannel: Operation<ConnectChannelData, ConnectChannelResponses> = async (
  { path, body },
  caller,
  context,
) => {
  const { wabaId, phoneId, code, coexistence } = body
  if (phoneId === '' && !coexistence) {
    const problem = { path: '/body/phoneId', message: 'may be empty only when coexistence is true' }
    throw Refusal.of('invalid_request', { problems: [problem] })
  }
  await connect(context, caller.company, path.channelId, { wabaId, phoneNumberId: phoneId, code, coexistence })
  return { status: 200, body: { success: true } }
}
