import type { CompleteSignupData, CompleteSignupResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'
import { visitPortal } from '../visit-portal.ts'

export const completeSignup: WorldOperation<CompleteSignupData, CompleteSignupResponses> = async (
  { body = {}, path },
  caller,
  context,
) => {
  const { waba_id: wabaId, phone_number_id: phoneNumberId } = body
  const coexistence = body.coexistence ?? false
  const made = context.world.graph.signup(caller.realm, { wabaId, phoneNumberId, coexistence })
  await visitPortal(context, 'complete', {
    session: path.session_id,
    code: made.code,
    waba_id: made.wabaId,
    // Meta's finish event of coexistence names no number; the gateway looks it up.
    ...(coexistence ? { coexistence } : { phone_number_id: made.phoneNumberId }),
  })
  return {
    status: 200,
    body: {
      session_id: path.session_id,
      status: 'completed',
      waba_id: made.wabaId,
      phone_number_id: made.phoneNumberId,
      phone_number: `+${made.phoneNumber.replace(/^\+/, '')}`,
      coexistence,
    },
  }
}
