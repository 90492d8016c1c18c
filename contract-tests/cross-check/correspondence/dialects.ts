import type { Subject } from '../entry.ts'
import { sends } from './places.ts'

const prose = ['sendTextMessage answers 202: channel_id', 'sendTemplateMessage answers 202: channel_id']
const reference = ['sendTextMessage answers 202: phone_number_id', 'sendTemplateMessage answers 202: phone_number_id']
const shared = [
  `${sends} operation`,
  `${sends} request.headers.Idempotency-Key`,
  `${sends} request.body.to`,
  `${sends} request.body.meta_data`,
  'sendTextMessage request.body.text',
  'sendTemplateMessage request.body.template_name',
  'sendTemplateMessage request.body.language',
]
const variables = {
  fields: ['sendTemplateMessage request.body.variables.*'],
  at: 'sendTemplateMessage request.body.variables',
}
const progress = [
  'getBroadcast operation',
  'getBroadcast request.path.broadcastId',
  ...['broadcast_id', 'total_recipients', 'sent', 'failed', 'pending', 'started_at', 'completed_at'].map(
    (member) => `getBroadcast 200.body.${member}`,
  ),
]

const bulkProse = ['sendBulk answers 202: channel_id']
const bulkReference = ['sendBulk answers 202: phone_number_id']
const bulkShared = [
  'sendBulk operation',
  'sendBulk request.headers.Idempotency-Key',
  ...[
    'template_name',
    'language',
    'campaign_name',
    'recipients[].to',
    'recipients[].variables.*',
    'recipients[].meta_data',
  ].map((member) => `sendBulk request.body.${member}`),
  ...['broadcast_id', 'total_recipients', 'scheduled_at'].map((member) => `sendBulk 202.body.${member}`),
]
const shownOverTheWire = 'A test over the wire sends it both ways and reads both broadcasts.'

/** How the two documented dialects of Keebai correspond, where an operation has both. */
export const dialects = {
  title: 'Dialects of Keebai',
  about:
    'Requests are taken in either. Which one answers is decided by the request, unless `TRUNKLINE_DIALECT` fixes it. Under `auto` the answer to a send by `phone_number_id` has `broadcast_id` as well.',
  entries: [
    {
      id: 'dialects.sender',
      prose: { fields: [`${sends} request.body.channel_id`], interactions: prose },
      reference: { fields: [`${sends} request.body.phone_number_id`], interactions: reference },
      by: 'numberOfChannel',
    },
    {
      id: 'dialects.accepted',
      prose: { fields: [`${sends} 202.body.status=PENDING`], interactions: prose },
      reference: { fields: [`${sends} 202.body.status=sent`], interactions: reference },
      by: 'accepted',
    },
    {
      id: 'dialects.broadcast',
      prose: {
        fields: [
          `${sends} 202.body.broadcast_id`,
          `${sends} 202.body.total_recipients`,
          `${sends} 202.body.scheduled_at`,
        ],
        interactions: prose,
      },
      reference: { absent: 'It answers when WhatsApp has the message, and knows no broadcast behind it.' },
    },
    {
      id: 'dialects.message',
      prose: { absent: 'The message is queued; its id comes with `whatsapp.message.sent`.' },
      reference: {
        fields: [`${sends} 202.body.message_id`, `${sends} 202.body.sent_at`],
        interactions: reference,
      },
    },
    {
      id: 'dialects.preview',
      prose: { absent: 'Its pages do not have it; it is taken all the same.' },
      reference: { fields: ['sendTextMessage request.body.preview_url'], interactions: [reference[0] as string] },
    },
    {
      id: 'dialects.request',
      prose: { fields: shared, interactions: prose },
      reference: { fields: shared, interactions: reference },
      by: 'same',
    },
    {
      id: 'dialects.variables',
      prose: { ...variables, interactions: [prose[1] as string] },
      reference: { ...variables, interactions: [reference[1] as string] },
      by: 'same',
    },
    {
      id: 'dialects.status',
      prose: {
        fields: ['getBroadcast 200.body.status=PENDING|IN_PROGRESS|COMPLETED|FAILED|CANCELLED'],
        interactions: ['getBroadcast answers 200: completed'],
      },
      reference: {
        fields: ['getBroadcast 200.body.status=scheduled|running|completed|failed|cancelled'],
        interactions: ['getBroadcast answers 200: reference'],
      },
      by: 'broadcastStatus',
    },
    {
      id: 'dialects.progress',
      prose: { fields: progress, interactions: ['getBroadcast answers 200: completed'] },
      reference: { fields: progress, interactions: ['getBroadcast answers 200: reference'] },
      by: 'same',
    },
    {
      id: 'dialects.bulk-sender',
      prose: { fields: ['sendBulk request.body.channel_id'], interactions: bulkProse },
      reference: { fields: ['sendBulk request.body.phone_number_id'], interactions: bulkReference },
      by: 'numberOfChannel',
      notExecuted: shownOverTheWire,
    },
    {
      id: 'dialects.bulk-status',
      prose: { fields: ['sendBulk 202.body.status=PENDING'], interactions: bulkProse },
      reference: { fields: ['sendBulk 202.body.status=scheduled'], interactions: bulkReference },
      by: 'broadcastStatus',
      notExecuted: shownOverTheWire,
    },
    {
      id: 'dialects.bulk',
      prose: { fields: bulkShared, interactions: bulkProse },
      reference: { fields: bulkShared, interactions: bulkReference },
      by: 'same',
      notExecuted: shownOverTheWire,
      note: 'Both are answered at once, with the broadcast.',
    },
    {
      id: 'dialects.bulk-campaign',
      prose: { absent: 'An addition of this server; strict answers have it in neither dialect.' },
      reference: { fields: ['getBroadcast 200.body.campaign_name'] },
    },
    {
      id: 'dialects.invalid-phone',
      prose: { fields: [`${sends} 400.body.error.code=BAD_REQUEST`] },
      reference: { fields: [`${sends} 422.body.error.code=invalid_phone`] },
      by: 'invalidPhone',
      note: 'A malformed recipient; 422 under `TRUNKLINE_DIALECT=reference` alone.',
    },
  ],
} as const satisfies Subject<'prose', 'reference'>
