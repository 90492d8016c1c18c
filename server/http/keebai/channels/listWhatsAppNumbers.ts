import type { ListWhatsAppNumbersData, ListWhatsAppNumbersResponses } from '../../../../generated/keebai/types.gen.ts'
import { withConnections } from '../../../domain/channels/connection.ts'
import { listChannels } from '../../../domain/channels/read.ts'
import type { Operation } from '../../operation.ts'
import { toNumber } from './to-number.ts'

export const listWhatsAppNumbers: Operation<ListWhatsAppNumbersData, ListWhatsAppNumbersResponses> = async (
  _,
  caller,
  context,
) => {
  const shown = await withConnections(context, await listChannels(context, caller.company))
  return {
    status: 200,
    body: { data: shown.flatMap(({ channel, connection }) => toNumber(channel, connection) ?? []) },
  }
}
