import type { ErrorBody, IntegrationErrorBody, UpstreamDetails } from '../../../generated/hubmessage/types.gen.ts'
import type { Refusal, Refusals } from '../../domain/refusals.ts'
import type { Detail, HttpProblem } from '../pipeline/problem.ts'
import type { Answer } from '../pipeline/respond.ts'
import type { Wording } from '../pipeline/surface-options.ts'
import { mediaError } from './media-errors.ts'
import { metaError } from './meta-error.ts'

/** How HubMessage answers each refusal of the domain. Business codes stand in `message`, under 422. */
export const refusals: { [Code in keyof Refusals]: (facts: Refusals[Code]) => Answer } = {
  invalid_request: ({ problems }) => error(400, 'Validation error', problems),
  channel_not_found: () => error(404, 'Channel not found'),
  too_many_sessions: ({ retryInMs }) => tooMany(Math.ceil(retryInMs / 1000)),
  session_not_found: () => error(404, 'Session not found'),
  pipeline_not_found: () => error(404, 'Pipeline not found'),
  broadcast_not_found: () => error(404, 'Broadcast not found'),
  invalid_broadcast_id: () => error(400, 'Validation error'),
  webhook_not_found: () => error(404, 'Webhook not found'),
  qr_mode_excludes: () => error(400, 'Validation error'),
  templates_unsupported: () => error(422, 'CHANNEL_DOES_NOT_SUPPORT_TEMPLATES'),
  content_unsupported: () => error(422, 'CHANNEL_DOES_NOT_SUPPORT_CONTENT'),
  attachment_unusable: mediaError,
  actions_unsupported: () => error(422, 'INTERACTIVE_ACTIONS_NOT_SUPPORTED'),
  media_not_found: () => error(404, 'Media not found'),
  media_type_not_allowed: () => error(400, 'MEDIA_MIME_NOT_ALLOWED'),
  media_too_large: () => error(400, 'MEDIA_TOO_LARGE'),
  media_empty: () => error(400, 'MEDIA_MIME_NOT_ALLOWED'),
  media_type_mismatch: () => error(400, 'MEDIA_MIME_NOT_ALLOWED'),
  channel_disconnected: () => error(422, 'CHANNEL_NOT_CONNECTED'),
  channel_already_connected: () => error(422, 'CHANNEL_ALREADY_CONNECTED'),
  channel_still_connected: () => error(422, 'INSTANCE_STILL_CONNECTED'),
  channel_subscribed: () => error(422, 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION'),
  credit_limit_exceeded: () => error(422, 'CREDIT_LIMIT_EXCEEDED'),
  subscription_terminated: () => error(422, 'SUBSCRIPTION_TERMINATED'),
  invalid_channel_type: () => error(422, 'INVALID_CHANNEL_TYPE'),
  window_closed: () => error(422, 'Conversation window is closed'),
  insufficient_scope: () => error(422, 'This action requires ENTERPRISE role'),
  idempotency_key_reused: () => error(422, 'IDEMPOTENCY_KEY_REUSED'),
  idempotency_key_in_flight: () => error(409, 'IDEMPOTENCY_KEY_IN_FLIGHT'),
  upstream_refused: ({ code, title, details, broadcast }) =>
    integrationError({
      outcome: 'refused',
      ...(broadcast && { broadcast_id: broadcast }),
      code,
      title,
      ...(details && { message: details }),
    }),
  upstream_unavailable: ({ broadcast }) =>
    integrationError({ outcome: 'not_sent', ...(broadcast && { broadcast_id: broadcast }) }),
  outcome_unknown: ({ broadcast }) => integrationError({ outcome: 'unknown', broadcast_id: broadcast }),
  signup_code_refused: ({ code, subcode, title, details }) => ({
    status: 400,
    body: metaError({ message: details ?? title, code, ...(subcode && { subCode: subcode }) }),
  }),
  signup_assets_mismatch: ({ why, several }) =>
    several
      ? error(422, 'PHONE_ID_REQUIRED', [{ path: '/body/phoneId', message: why }])
      : error(422, 'SIGNUP_ASSETS_MISMATCH', [{ path: '/body', message: why }]),
  template_not_found: () => error(404, 'Template not found'),
  business_not_found: () => error(404, 'Business not found'),
  template_exists: () => error(422, 'TEMPLATE_EXISTS'),
  template_not_editable: () => error(422, 'TEMPLATE_NOT_EDITABLE'),
  session_ended: () => error(409, 'Session has ended'),
  url_not_allowed: ({ why }) => error(400, 'Validation error', [{ path: '/body/url', message: why }]),
}

/** HubMessage's error bodies. */
export const wording: Wording = {
  refusal({ code, facts }: Refusal): Answer {
    const line = refusals[code] as (about: typeof facts) => Answer
    return line(facts)
  },
  problem(problem: HttpProblem): Answer {
    switch (problem.kind) {
      case 'unauthorized':
        return { ...error(401, 'Unauthorized'), headers: { 'WWW-Authenticate': 'Bearer' } }
      case 'insufficient_scope':
        return error(422, 'This action requires ENTERPRISE role')
      case 'invalid':
        return error(400, 'Validation error', problem.details)
      case 'not_found':
        return error(404, 'Not found')
      case 'method_not_allowed':
        return { ...error(405, 'Method not allowed'), headers: { Allow: problem.allow } }
      case 'unsupported_media_type':
        return error(415, 'Unsupported media type')
      case 'payload_too_large':
        return error(413, 'Payload too large')
      case 'rate_limited':
        return tooMany(problem.retryAfterSeconds)
      case 'unavailable':
        return { ...error(503, 'Service unavailable'), headers: { 'Retry-After': '5', Connection: 'close' } }
      case 'fault':
        return error(500, 'Internal server error')
    }
  },
}

function error(status: number, message: string, details?: Detail[]): Answer {
  const body: ErrorBody = { error: status, message, ...(details && { details }) }
  return { status, body }
}

function integrationError(details: UpstreamDetails): Answer {
  const body: IntegrationErrorBody = { error: 502, message: 'Integration error', details }
  return { status: 502, body }
}

function tooMany(retryAfterSeconds: number): Answer {
  return { ...error(429, 'Too many requests'), headers: { 'Retry-After': String(retryAfterSeconds) } }
}
