import type {
  ErrorCode,
  ErrorEnvelope,
  NestError,
  ScopeErrorEnvelope,
  UpstreamErrorEnvelope,
} from '../../../generated/keebai/types.gen.ts'
import type { MetaRefusal, Refusal, Refusals } from '../../domain/refusals.ts'
import type { Detail, HttpProblem } from '../pipeline/problem.ts'
import type { Answer } from '../pipeline/respond.ts'
import type { Wording } from '../pipeline/surface-options.ts'

interface Line<Facts> {
  status: number
  code: ErrorCode
  message: string | ((facts: Facts) => string)
  details?(facts: Facts): unknown
}

/** How Keebai answers each refusal of the domain. */
export const refusals: { [Code in Exclude<keyof Refusals, 'too_many_sessions'>]: Line<Refusals[Code]> } = {
  invalid_request: { status: 400, code: 'BAD_REQUEST', message: 'Bad Request', details: ({ problems }) => problems },
  channel_not_found: { status: 404, code: 'CHANNEL_NOT_FOUND', message: 'Channel not found' },
  session_not_found: { status: 404, code: 'SESSION_NOT_FOUND', message: 'Session not found' },
  pipeline_not_found: { status: 404, code: 'PIPELINE_NOT_FOUND', message: 'Pipeline not found' },
  broadcast_not_found: { status: 404, code: 'BROADCAST_NOT_FOUND', message: 'Broadcast not found' },
  invalid_broadcast_id: { status: 400, code: 'INVALID_BROADCAST_ID', message: 'Bad Request' },
  webhook_not_found: { status: 404, code: 'WEBHOOK_NOT_FOUND', message: 'Webhook not found' },
  qr_mode_excludes: { status: 400, code: 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE', message: 'Bad Request' },
  templates_unsupported: { status: 400, code: 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK', message: 'Bad Request' },
  attachment_unusable: { status: 400, code: 'BAD_REQUEST', message: 'Bad Request' },
  actions_unsupported: { status: 400, code: 'BAD_REQUEST', message: 'Bad Request' },
  content_unsupported: { status: 400, code: 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK', message: 'Bad Request' },
  media_not_found: { status: 404, code: 'NOT_FOUND', message: 'Media not found' },
  media_type_not_allowed: {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'Bad Request',
    details: ({ mime, allowed }) => [
      { path: '/body/type', message: `WhatsApp does not take ${mime}; it takes ${allowed.join(', ')}` },
    ],
  },
  media_too_large: {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The file is larger than WhatsApp takes for its type',
    details: ({ mime, sizeMax }) => [{ path: '/body/file', message: `${mime} may have ${sizeMax} bytes` }],
  },
  media_empty: {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'Bad Request',
    details: () => [{ path: '/body/file', message: 'is empty' }],
  },
  media_type_mismatch: {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'Bad Request',
    details: ({ mime }) => [{ path: '/body/file', message: `does not begin as ${mime} does` }],
  },
  channel_disconnected: { status: 400, code: 'CHANNEL_DISCONNECTED', message: 'The channel is not connected' },
  channel_already_connected: { status: 409, code: 'CONFLICT', message: 'The number is connected already' },
  channel_still_connected: { status: 409, code: 'CONFLICT', message: 'The channel is connected' },
  channel_subscribed: { status: 409, code: 'CONFLICT', message: 'The channel is subscribed' },
  credit_limit_exceeded: { status: 409, code: 'CONFLICT', message: 'No further channel can be subscribed' },
  subscription_terminated: { status: 409, code: 'CONFLICT', message: 'The subscription was canceled' },
  invalid_channel_type: { status: 400, code: 'BAD_REQUEST', message: 'The channel is of another type' },
  window_closed: { status: 400, code: 'BAD_REQUEST', message: 'The conversation window is closed' },
  insufficient_scope: { status: 403, code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: (facts) => facts },
  idempotency_key_reused: {
    status: 422,
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'This Idempotency-Key was used with another request',
  },
  idempotency_key_in_flight: {
    status: 409,
    code: 'IDEMPOTENCY_KEY_IN_FLIGHT',
    message: 'A request with this Idempotency-Key is being answered',
  },
  upstream_refused: {
    status: 502,
    code: 'UPSTREAM_ERROR',
    message: ({ broadcast }) => `WhatsApp refused the ${broadcast === undefined ? 'request' : 'message'}`,
    details: ({ code, title, details, broadcast }) => ({
      outcome: 'refused',
      ...(broadcast && { broadcast_id: broadcast }),
      code,
      title,
      ...(details && { message: details }),
    }),
  },
  upstream_unavailable: {
    status: 502,
    code: 'UPSTREAM_ERROR',
    message: ({ broadcast }) =>
      `WhatsApp could not be reached${broadcast === undefined ? '' : '; the message was not sent'}`,
    details: ({ broadcast }) => ({ outcome: 'not_sent', ...(broadcast && { broadcast_id: broadcast }) }),
  },
  outcome_unknown: {
    status: 502,
    code: 'UPSTREAM_ERROR',
    message: 'WhatsApp did not answer; the broadcast tells later whether the message was sent',
    details: ({ broadcast }) => ({ outcome: 'unknown', broadcast_id: broadcast }),
  },
  signup_code_refused: { status: 502, code: 'UPSTREAM_ERROR', message: 'Meta did not accept the signup code' },
  signup_assets_mismatch: { status: 400, code: 'BAD_REQUEST', message: 'The signup does not grant this number' },
  template_not_found: { status: 404, code: 'NOT_FOUND', message: 'Template not found' },
  business_not_found: { status: 404, code: 'NOT_FOUND', message: 'WhatsApp Business Account not found' },
  template_exists: {
    status: 409,
    code: 'CONFLICT',
    message: 'A template of this name exists in this language',
    details: ({ upstream }) => upstream && toConflict(upstream),
  },
  template_not_editable: {
    status: 409,
    code: 'CONFLICT',
    message: 'The template cannot be edited',
    details: ({ status, why }) => ({ ...(status !== null && { status }), ...(why !== null && { message: why }) }),
  },
  session_ended: { status: 409, code: 'CONFLICT', message: 'The session has ended' },
  url_not_allowed: {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'Bad Request',
    details: ({ why }) => [{ path: '/body/url', message: why }],
  },
}

function toConflict({ code, title, details }: MetaRefusal): object {
  return { code, title, ...(details && { message: details }) }
}

/** Keebai's error bodies. */
export const wording: Wording = {
  refusal(refusal: Refusal): Answer {
    if (refusal.is('upstream_refused') && refusal.facts.code === accessTokenRefused) return missingAccessToken
    if (refusal.is('too_many_sessions')) return tooMany(Math.ceil(refusal.facts.retryInMs / 1000))
    const { code, facts } = refusal as Refusal<keyof typeof refusals>
    const line = refusals[code] as Line<typeof facts>
    const message = typeof line.message === 'string' ? line.message : line.message(facts)
    return envelope(line.status, line.code, message, line.details?.(facts))
  },
  problem(problem: HttpProblem): Answer {
    switch (problem.kind) {
      case 'unauthorized':
        return { status: 401, body: unauthorized, headers: { 'WWW-Authenticate': 'Bearer' } }
      case 'insufficient_scope': {
        const { required, missing } = problem
        return envelope(403, 'INSUFFICIENT_SCOPE', 'Forbidden', { required, missing })
      }
      case 'invalid':
        return envelope(400, 'BAD_REQUEST', 'Bad Request', problem.details)
      case 'not_found':
        return envelope(404, 'NOT_FOUND', 'Not Found')
      case 'method_not_allowed':
        return {
          ...envelope(405, 'METHOD_NOT_ALLOWED', 'Method Not Allowed'),
          headers: { Allow: problem.allow },
        }
      case 'unsupported_media_type':
        return envelope(415, 'UNSUPPORTED_MEDIA_TYPE', `Send ${problem.accepted.join(' or ')}`)
      case 'payload_too_large':
        return envelope(413, 'PAYLOAD_TOO_LARGE', `The request body is larger than ${problem.bytesMax} bytes`)
      case 'rate_limited':
        return tooMany(problem.retryAfterSeconds)
      case 'unavailable':
        return {
          ...envelope(503, 'SERVICE_UNAVAILABLE', 'The server is shutting down'),
          headers: { 'Retry-After': '5', Connection: 'close' },
        }
      case 'fault':
        return envelope(500, 'INTERNAL_ERROR', 'Internal Server Error')
    }
  },
}

/** Meta's code for an access token that is withdrawn, over, or of somebody else. */
const accessTokenRefused = '190'
const missingAccessToken = envelope(
  400,
  'CHANNEL_MISSING_ACCESS_TOKEN',
  'Meta does not accept the access token of the channel',
)

/** A send that says in no way, or in two, what file to send. */
export const mediaReferenceRequired = envelope(400, 'MEDIA_REFERENCE_REQUIRED', 'Give link or media_id')
export const mediaReferenceAmbiguous = envelope(400, 'MEDIA_REFERENCE_AMBIGUOUS', 'Give link or media_id but not both')

/** The strict reference dialect has a status and a code of its own for a malformed recipient. */
export const invalidPhone = envelope(422, 'invalid_phone', 'to is not a phone number in E.164 form')

/** The same of a bulk send, which says whose. */
export function invalidPhones(details: Detail[]): Answer {
  return envelope(422, 'invalid_phone', 'to is not a phone number in E.164 form', details)
}

const unauthorized: NestError = { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
function tooMany(retryAfterSeconds: number): Answer {
  return { status: 429, body: throttled, headers: { 'Retry-After': String(retryAfterSeconds) } }
}

const throttled: NestError = { message: 'ThrottlerException: Too Many Requests', statusCode: 429 }

function envelope(status: number, code: ErrorCode, message: string, details?: unknown): Answer {
  const error = details === undefined || details === null ? { code, message } : { code, message, details }
  const body = { error, message, statusCode: status } as ErrorEnvelope | ScopeErrorEnvelope | UpstreamErrorEnvelope
  return { status, body }
}
