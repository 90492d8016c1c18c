import type { RevokeMyTokenData, RevokeMyTokenResponses } from '../../../../generated/keebai/types.gen.ts'
import { revokeOwnToken } from '../../../domain/tokens/issue.ts'
import type { Operation } from '../../operation.ts'

export const revokeMyToken: Operation<RevokeMyTokenData, RevokeMyTokenResponses> = async (_, caller, context) => {
  await revokeOwnToken(context, caller)
  return { status: 204, body: undefined }
}
