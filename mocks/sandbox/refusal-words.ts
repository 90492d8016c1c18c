import type { Refusal } from '../../server/domain/refusals.ts'

/** How the control API words what the gateway's domain refuses. */
export function wordRefusal(refusal: Refusal): { status: number; code: string; message: string } {
  if (refusal.is('channel_not_found')) return { status: 404, code: 'CHANNEL_NOT_FOUND', message: 'Channel not found' }
  if (refusal.is('session_not_found')) return { status: 404, code: 'SESSION_NOT_FOUND', message: 'Session not found' }
  if (refusal.is('invalid_request')) {
    const message = refusal.facts.problems.map((problem) => problem.message).join('; ')
    return { status: 400, code: 'BAD_REQUEST', message }
  }
  return { status: 409, code: 'CONFLICT', message: refusal.code }
}
