import type { CancelSignupData, CancelSignupResponses } from '../../../generated/sandbox/types.gen.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { WorldOperation } from '../control.ts'
import { visitPortal } from '../visit-portal.ts'

export const cancelSignup: WorldOperation<CancelSignupData, CancelSignupResponses> = async (
  { path },
  _caller,
  context,
) => {
  const { status } = await visitPortal(context, 'cancel', { session: path.session_id })
  if (status !== 'cancelled') {
    throw new SimulatorRefusal(409, 'SESSION_NOT_PENDING', `the session is ${status} and cannot be cancelled any more`)
  }
  return { status: 200, body: { session_id: path.session_id, status: 'cancelled' } }
}
