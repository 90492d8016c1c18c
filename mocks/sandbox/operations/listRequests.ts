import type { ListRequestsData, ListRequestsResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const listRequests: SandboxOperation<ListRequestsData, ListRequestsResponses> = async (
  _request,
  caller,
  { recorder },
) => {
  return { status: 200, body: { data: recorder.requests(caller.company) } }
}
