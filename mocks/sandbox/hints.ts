import type { Refusal, Refusals } from '../../server/domain/refusals.ts'
import type { Surface } from '../../server/domain/tokens/token.ts'

const hints: { [Code in keyof Refusals]?: string } = {
  window_closed:
    'the 24-hour window is closed; POST /_sandbox/phones/{number}/messages {"to": "<channel number>", "text": "hi"} opens it',
  channel_not_found:
    'GET /v1/channels lists the channels of this token; GET /_sandbox/credentials names the seeded one',
  channel_disconnected: 'connect the channel again: POST /v1/channels/whatsapp/connect {"mode": "qr"} and scan',
  session_not_found: 'sessions belong to the company of their token and end after 24 hours',
  templates_unsupported: 'QR channels send no templates; use the seeded Cloud API channel of GET /_sandbox/credentials',
  channel_already_connected: 'each POST /_sandbox/signup-results hands out a fresh number',
  signup_code_refused: 'codes live 30 seconds and work once; POST /_sandbox/signup-results mints a fresh one',
  insufficient_scope: 'POST /_sandbox/tokens {"scopes": [...]} issues a token with other scopes',
  upstream_refused:
    'some numbers fail on purpose, see the magic numbers of the control API; DELETE /_sandbox/faults ends faults',
  upstream_unavailable: 'DELETE /_sandbox/faults ends faults that were set',
  outcome_unknown:
    'GET /v1/messages/bulk/{broadcast_id} tells when it is known; POST /_sandbox/clock/advance {"by": 120} hurries it',
  url_not_allowed: 'the sandbox delivers to any http or https URL',
}

/** The header that tells a developer what to do about a refusal. */
export function hintFor(_surface: Surface, refusal: Refusal): Record<string, string> {
  const hint = hints[refusal.code]
  return hint ? { 'X-Trunkline-Hint': hint } : {}
}
