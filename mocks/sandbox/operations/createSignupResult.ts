import type { CreateSignupResultData, CreateSignupResultResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'

export const createSignupResult: WorldOperation<CreateSignupResultData, CreateSignupResultResponses> = async (
  { body = {} },
  caller,
  { world },
) => {
  const { wabaId, phoneNumberId, code, coexistence } = world.graph.signup(caller.realm, body)
  return { status: 201, body: { wabaId, phoneId: phoneNumberId, code, coexistence } }
}
