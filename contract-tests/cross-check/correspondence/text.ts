import type { Subject } from '../entry.ts'
import { allSends, sends, singleSends, statusEvents } from './places.ts'

const byChannel = ['sendTextMessage answers 202: channel_id']
const byNumber = ['sendTextMessage answers 202: phone_number_id']
const text = ['sendMessage answers 200: accepted']

export const textMessage = {
  title: 'Text',
  about:
    'Keebai answers 202, HubMessage 200. A send by `channel_id` is queued; one by `phone_number_id` and every one of HubMessage waits for WhatsApp.',
  entries: [
    {
      id: 'text.operation',
      keebai: { fields: ['sendTextMessage operation'], interactions: byChannel },
      hubmessage: {
        fields: ['sendMessage operation', 'sendMessage request.body.content.type=TEXT'],
        interactions: text,
      },
      by: 'operation',
      note: 'Keebai says by its path what HubMessage says by `content.type`.',
    },
    {
      id: 'text.recipient',
      keebai: { fields: [`${singleSends} request.body.to`], interactions: byChannel },
      hubmessage: { fields: ['sendMessage request.body.recipient.identifier'], interactions: text },
      by: 'phoneNumber',
    },
    {
      id: 'text.body',
      keebai: { fields: ['sendTextMessage request.body.text'], interactions: byChannel },
      hubmessage: { fields: ['sendMessage request.body.content.body.message'], interactions: text },
      by: 'same',
    },
    {
      id: 'text.idempotency-key',
      keebai: {
        fields: [`${allSends} request.headers.Idempotency-Key`],
        interactions: ['sendTextMessage answers 409: in_flight'],
      },
      hubmessage: {
        fields: ['sendMessage request.headers.Idempotency-Key'],
        interactions: ['sendMessage answers 409: in_flight'],
      },
      by: 'same',
    },
    {
      id: 'text.message-id',
      keebai: { fields: [`${allSends} 202.body.message_id`], interactions: byNumber },
      hubmessage: { fields: ['sendMessage 200.body.messageId'], interactions: text },
      by: 'same',
    },
    {
      id: 'text.preview',
      keebai: { fields: ['sendTextMessage request.body.preview_url'], interactions: byNumber },
      hubmessage: { absent: 'TEXT has no flag for previews; none are asked for.' },
    },
    {
      id: 'text.meta-data',
      keebai: {
        fields: [`${allSends} request.body.meta_data`, `${statusEvents} body.data.meta_data`],
        interactions: byNumber,
      },
      hubmessage: { absent: 'A send carries nothing that would come back with its events.' },
    },
    {
      id: 'text.accepted',
      keebai: {
        fields: [`${allSends} 202.body.status`, `${allSends} 202.body.sent_at`],
        interactions: byNumber,
      },
      hubmessage: { absent: 'The one answer, 200, says that WhatsApp has it.' },
    },
    {
      id: 'text.broadcast',
      keebai: {
        fields: [
          `${allSends} 202.body.broadcast_id`,
          `${sends} 202.body.total_recipients`,
          `${sends} 202.body.scheduled_at`,
        ],
        interactions: byChannel,
      },
      hubmessage: { absent: 'HubMessage knows single messages only and queues none.' },
    },
  ],
} as const satisfies Subject
