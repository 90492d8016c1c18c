import type { CancelSignupData, CancelSignupResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'
import { visitPortal } from '../visit-portal.ts'

export const cancelSignup: WorldOperation<CancelSignupData, CancelSignupResponses> = async (
  { path },
  _caller,
  context,
) => {
  await visitPortal(context, 'cancel', { session: path.session_id })
  return { status: 200, body: { session_id: path.session_id, status: 'cancelled' } }
}
