import type { ClearFaultsData, ClearFaultsResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'

export const clearFaults: WorldOperation<ClearFaultsData, ClearFaultsResponses> = async (
  _request,
  caller,
  { world },
) => {
  world.graph.clearFaults(caller.realm)
  world.multiDevice.clearFaults(caller.realm)
  return { status: 204, body: undefined }
}
