import type { Surface } from '../../server/domain/tokens/token.ts'
import { literals } from './literals.ts'

/** What may be given along with a state, and what is taken without it. */
export interface StateParam {
  name: string
  description: string
  /** In words where it is no literal. */
  default: string
}

/** A state as people read it. */
export interface StateDescription {
  name: string
  description: string
  surfaces: readonly Surface[]
  params: readonly StateParam[]
}

const both = ['keebai', 'hubmessage'] as const

function param(name: string, description: string, byDefault: string): StateParam {
  return { name, description, default: byDefault }
}

const channelId = param(
  'channel_id',
  'Id of the channel: `ch_` + ULID, UUID, 32 hex or 24 hex characters.',
  `both ${literals.channelAlias} and ${literals.channelUuid}, two names of one channel`,
)
const onChannel = param('channel_id', 'The channel it is about; made when there is none like it.', 'the documented one')
const wabaId = param('waba_id', 'The WhatsApp Business Account.', literals.wabaId)
const sessionId = param('session_id', 'Id of the session.', 'a fresh one')
const mode = param('mode', '`embedded_signup` or `qr`.', 'embedded_signup')
const broadcastId = param('broadcast_id', 'Id of the broadcast, 24 hex characters.', 'a fresh one')
const code = param('code', 'The code that the browser brings back from the signup.', literals.signupCode)
const key = param('idempotency_key', 'The value of the `Idempotency-Key` header.', literals.idempotencyKey)
const phone = param('phone', "The customer's number; both people of the documents without it.", 'both people')

/** What every state takes. */
export const commonParams: readonly StateParam[] = [
  param('token', 'A bearer token that acts for the company of the run.', 'any unknown one does'),
  param('scopes', 'Keebai scopes of the token: a list, or text separated by spaces or commas.', 'every scope'),
  param('surface', 'The API the `token` is for: `keebai` or `hubmessage`.', '`hubmessage` for `hm_…`, else `keebai`'),
]

/** Every provider state: the words of a pact's `given`. */
export const catalogue = [
  {
    name: 'nothing exists',
    description: 'A company that has a token and nothing else: no channel, template, session, broadcast or webhook.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a connected Cloud API channel',
    description:
      'The company has this connected channel and no other, an open conversation window with both people of the documents, and the documented templates.',
    surfaces: both,
    params: [
      channelId,
      param('phone_number_id', "Meta's id of the number.", literals.phoneNumberId),
      wabaId,
      param('phone_number', 'The number, in E.164 form.', literals.phoneNumber),
      param('name', 'Name of the channel.', literals.channelName),
    ],
  },
  {
    name: 'a connected QR channel',
    description: 'The company has this channel, linked to a phone by QR code, and no other.',
    surfaces: both,
    params: [
      channelId,
      param('phone_number', 'Number of the phone, in E.164 form.', literals.qrPhone),
      param('name', 'Name of the channel.', literals.channelName),
    ],
  },
  {
    name: 'a disconnected channel',
    description: 'The company has this channel, which was connected and is not any more, and no other.',
    surfaces: both,
    params: [channelId, param('kind', '`cloud_api`, or `qr` for an unlinked QR channel.', 'cloud_api')],
  },
  {
    name: 'a channel that waits for its signup',
    description: 'A channel as `createChannel` leaves it, and a signup whose result `connectChannel` takes.',
    surfaces: ['hubmessage'],
    params: [
      channelId,
      param('waba_id', 'The WhatsApp Business Account of the signup.', literals.signupWabaId),
      param('phone_id', 'Id of its one number.', literals.signupPhoneId),
      code,
    ],
  },
  {
    name: 'a channel that waits for a signup with two numbers',
    description: 'The same, where the account has two numbers: `connectChannel` has to name one.',
    surfaces: ['hubmessage'],
    params: [
      channelId,
      param('waba_id', 'The WhatsApp Business Account of the signup.', literals.signupWabaId),
      param('phone_id', 'Id of one of the numbers.', literals.signupPhoneId),
      code,
    ],
  },
  {
    name: 'a channel of another company',
    description: 'This connected channel belongs to somebody else; the company has none.',
    surfaces: both,
    params: [channelId, param('phone_number_id', "Meta's id of the number.", literals.phoneNumberId)],
  },
  {
    name: 'a template',
    description: 'The company has this approved template, and no other.',
    surfaces: both,
    params: [
      param('template_name', 'Name of the template.', 'the documented ones'),
      param('language', 'Its language.', literals.templateLanguage),
      param('body', 'Its text, with `{{name}}` or `{{1}}` for variables.', 'that of the documented one of this name'),
      onChannel,
    ],
  },
  {
    name: 'an open conversation window',
    description: 'The person wrote to the channel just now, so that text may be sent to them.',
    surfaces: both,
    params: [onChannel, phone],
  },
  {
    name: 'a closed conversation window',
    description: 'The person never wrote to the channel, so that only templates may be sent to them.',
    surfaces: both,
    params: [onChannel, phone],
  },
  {
    name: 'a pending connect session',
    description: 'A connect session that waits for a person. In QR mode a code is ready to be scanned.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a completed connect session',
    description: 'A connect session that made a channel.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'an expired connect session',
    description: 'A connect session whose time was over before anybody finished it.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a cancelled connect session',
    description: 'A connect session the person gave up; in QR mode one whose pairing failed.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a running broadcast',
    description: 'A broadcast of one message, under way: WhatsApp took it and has not confirmed it.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel],
  },
  {
    name: 'a completed broadcast',
    description: 'A broadcast of one message that arrived.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel],
  },
  {
    name: 'a failed broadcast',
    description: 'A broadcast of one message that WhatsApp could not deliver.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel],
  },
  {
    name: 'a webhook subscription',
    description: 'The company has this webhook subscription, and no other.',
    surfaces: ['keebai'],
    params: [
      param('webhook_id', 'Id of the subscription.', 'a fresh one'),
      param('url', 'Where events go. Nothing has to listen there.', literals.webhookUrl),
      param('events', 'A list of event types.', 'every event type'),
    ],
  },
  {
    name: 'no webhook subscriptions',
    description: 'The company has no webhook subscription.',
    surfaces: ['keebai'],
    params: [],
  },
  {
    name: 'a token',
    description:
      'This token exists with these scopes and no other does. Without `token` any unknown one has the scopes.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a token without scopes',
    description: 'The token lacks the scope that is asked for: it has none, or those of `scopes`.',
    surfaces: ['keebai'],
    params: [],
  },
  {
    name: 'an unknown token',
    description: 'Nobody issued the token: every unknown one is refused.',
    surfaces: both,
    params: [],
  },
  {
    name: 'an expired token',
    description: 'The time of the token is over; every unknown one is refused.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a revoked token',
    description: 'The token was revoked; every unknown one is refused.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a key without the enterprise role',
    description: 'The secret key may use channels and not create them.',
    surfaces: ['hubmessage'],
    params: [],
  },
  {
    name: 'the rate limit is reached',
    description: 'The token has used up its requests of this minute.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a send with this idempotency key is in flight',
    description: 'A send with this key is being made and has not been answered.',
    surfaces: both,
    params: [key, onChannel],
  },
  {
    name: 'this idempotency key was used for another send',
    description: 'A send with this key and other content was answered before.',
    surfaces: both,
    params: [key, onChannel],
  },
  {
    name: 'WhatsApp cannot be reached',
    description:
      'No connection to Meta can be made, so that nothing is sent. For `connectChannel`, give it along with `a channel that waits for its signup`.',
    surfaces: both,
    params: [],
  },
  {
    name: 'WhatsApp refuses the send',
    description: 'Meta answers every call with this error.',
    surfaces: both,
    params: [
      param('code', "Meta's error code.", literals.refusalCode),
      param('status', 'HTTP status of its answer.', 'the usual one of the code'),
    ],
  },
  {
    name: 'WhatsApp does not answer',
    description:
      'Meta takes requests and ends the connection without an answer, so that nobody knows whether a message was sent.',
    surfaces: both,
    params: [],
  },
  {
    name: 'the signup code is refused',
    description: 'A channel that waits for its signup, whose code has expired.',
    surfaces: ['hubmessage'],
    params: [channelId, code],
  },
  {
    name: 'the pipeline is unknown',
    description: 'The company has pipelines, and this is none of them.',
    surfaces: ['keebai'],
    params: [param('pipeline_id', 'The pipeline that does not exist.', 'none exists')],
  },
  {
    name: 'the server has a fault',
    description: 'Every operation fails with a 500.',
    surfaces: both,
    params: [],
  },
  {
    name: 'the server is unavailable',
    description: 'Every operation is turned away with a 503.',
    surfaces: both,
    params: [],
  },
] as const satisfies readonly StateDescription[]

export type StateName = (typeof catalogue)[number]['name']
