import type { ListWhatsAppNumbersData, ListWhatsAppNumbersResponses } from '../../../../generated/keebai/types.gen.ts'
import { listChannels } from '../../../domain/channels/read.ts'
import type { Operation } from '../../operation.ts'
import { toNumber } from './to-number.ts'

export const listWhatsAppNumbers: Operation<ListWhatsAppNumbersData, ListWhatsAppNumbersResponses> = async (
  _,
  caller,
  context,
) => {
  const channels = await listChannels(context, caller.company)
  return { status: 200, body: { data: channels.flatMap((channel) => toNumber(channel) ?? []) } }
}
