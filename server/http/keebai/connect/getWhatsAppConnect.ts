import type { GetWhatsAppConnectData, GetWhatsAppConnectResponses } from '../../../../generated/keebai/types.gen.ts'
import { readSession } from '../../../domain/connect/read.ts'
import type { Operation } from '../../operation.ts'
import { toConnectState } from './to-connect-state.ts'

export const getWhatsAppConnect: Operation<GetWhatsAppConnectData, GetWhatsAppConnectResponses> = async (
  { path },
  caller,
  context,
) => {
  const { session, channel } = await readSession(context, caller.company, path.session_id)
  return { status: 200, body: toConnectState(session, channel, context.http.dialect) }
}
