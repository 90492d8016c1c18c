import { literals } from './literals.ts'

/** What may be given along with a state, and what is taken without it. */
export interface StateParam {
  name: string
  description: string
  /** In words where it is no literal. */
  default: string
}

export function param(name: string, description: string, byDefault: string): StateParam {
  return { name, description, default: byDefault }
}

export const channelId = param(
  'channel_id',
  'Id of the channel: `ch_` + ULID, UUID, 32 hex or 24 hex characters.',
  `both ${literals.channelAlias} and ${literals.channelUuid}, two names of one channel`,
)
export const onChannel = param(
  'channel_id',
  'The channel it is about; made when there is none like it.',
  'the documented one',
)
export const wabaId = param('waba_id', 'The WhatsApp Business Account.', literals.wabaId)
export const sessionId = param('session_id', 'Id of the session.', literals.sessionId)
export const mode = param('mode', '`embedded_signup` or `qr`.', 'embedded_signup')
export const broadcastId = param('broadcast_id', 'Id of the broadcast, 24 hex characters.', literals.broadcastId)
export const dialect = param('dialect', 'The dialect it was sent in: `prose` or `reference`.', 'prose')
export const code = param('code', 'The code that the browser brings back from the signup.', literals.signupCode)
export const key = param('idempotency_key', 'The value of the `Idempotency-Key` header.', literals.idempotencyKey)
export const messageId = param('message_id', "WhatsApp's id of the message.", literals.receivedId)
export const mediaId = param('media_id', 'Id of the file, as Meta makes them: digits.', literals.mediaId)
export const phone = param('phone', "The customer's number; both people of the documents without it.", 'both people')

/** What every state takes. */
export const commonParams: readonly StateParam[] = [
  param('token', 'A bearer token that acts for the company of the run.', 'any unknown one does'),
  param('scopes', 'Keebai scopes of the token: a list, or text separated by spaces or commas.', 'every scope'),
  param('surface', 'The API the `token` is for: `keebai` or `hubmessage`.', '`hubmessage` for `hm_…`, else `keebai`'),
]
