import type { CreateSandboxTokenData, CreateSandboxTokenResponses } from '../../../generated/sandbox/types.gen.ts'
import { createToken } from '../../../server/domain/tokens/issue.ts'
import type { SandboxOperation } from '../control.ts'
import { toRateLimit } from '../to-rate-limit.ts'

export const createSandboxToken: SandboxOperation<CreateSandboxTokenData, CreateSandboxTokenResponses> = async (
  { body },
  caller,
  { gateway },
) => {
  const expiresInMs = body.expires_in === undefined ? undefined : body.expires_in * 1000
  const wish = {
    company: caller.company,
    surface: 'keebai',
    name: 'Sandbox',
    scopes: body.scopes,
    expiresInMs,
    rateLimit: toRateLimit(body.rate_limit),
  } as const
  const { token, text } = await createToken(gateway, wish)
  return { status: 201, body: { id: token.id, token: text } }
}
