import type { StateDescription } from './catalogue.ts'
import { channelId, code, key, onChannel, param } from './catalogue-params.ts'
import { literals } from './literals.ts'

const both = ['keebai', 'hubmessage'] as const

/** How things stand: who may do what, and what does not work. */
export const conditions = [
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
    name: 'the credit limit is reached',
    description: 'The company has subscribed as many channels as it may.',
    surfaces: ['hubmessage'],
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
    name: 'too many pictures are being converted',
    description: 'The gateway takes no further picture for conversion.',
    surfaces: ['hubmessage'],
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
