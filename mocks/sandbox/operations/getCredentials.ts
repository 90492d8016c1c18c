import type { GetCredentialsData, GetCredentialsResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const getCredentials: SandboxOperation<GetCredentialsData, GetCredentialsResponses> = async (
  _request,
  caller,
  { recipes },
) => {
  return { status: 200, body: await recipes.credentials(caller.company) }
}
