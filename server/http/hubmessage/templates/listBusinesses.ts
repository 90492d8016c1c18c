import type { ListBusinessesData, ListBusinessesResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { listBusinesses as listAll } from '../../../domain/templates/businesses.ts'
import type { Operation } from '../../operation.ts'

export const listBusinesses: Operation<ListBusinessesData, ListBusinessesResponses> = async (
  _request,
  { company },
  context,
) => {
  const businesses = await listAll(context, company)
  const body = businesses.map(({ waba, name, channels, connected }) => ({
    businessId: waba,
    name,
    channelsCount: channels,
    connectedCount: connected,
    disconnectedCount: channels - connected,
  }))
  return { status: 200, body }
}
