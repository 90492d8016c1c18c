import type { RevokeSandboxTokenData, RevokeSandboxTokenResponses } from '../../../generated/sandbox/types.gen.ts'
import type { TokenId } from '../../../server/domain/ids.ts'
import { revokeToken } from '../../../server/domain/tokens/issue.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { SandboxOperation } from '../control.ts'

export const revokeSandboxToken: SandboxOperation<RevokeSandboxTokenData, RevokeSandboxTokenResponses> = async (
  { path },
  caller,
  { gateway },
) => {
  const revoked = await revokeToken(gateway, path.id as TokenId, caller.company)
  if (!revoked) throw new SimulatorRefusal(404, 'NOT_FOUND', 'the company has no live token of this id')
  return { status: 204, body: undefined }
}
