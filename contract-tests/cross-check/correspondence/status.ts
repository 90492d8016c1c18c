import type { Subject } from '../entry.ts'
import { statusEvents } from './places.ts'

const sent = ['event whatsapp.message.sent']
const failed = ['event whatsapp.message.failed']
const text = ['sendMessage answers 200: accepted']
const refused = ['sendMessage answers 502: refused']
const error = 'whatsapp.message.failed body.data.errors[]'
const notRead = { absent: 'HubMessage documents no reading of a send, and its events are worded in another way.' }

export const status = {
  title: 'Statuses',
  about:
    'Keebai tells what became of a message by events and by its broadcast. Its events speak of messages sent through HubMessage as well.',
  entries: [
    {
      id: 'status.message-id',
      keebai: { fields: [`${statusEvents} body.data.message_id`], interactions: sent },
      hubmessage: { fields: ['sendMessage 200.body.messageId'], interactions: text },
      by: 'same',
    },
    {
      id: 'status.recipient',
      keebai: {
        fields: [`${statusEvents} body.data.recipient_id`, `${statusEvents} body.data.recipient`],
        interactions: sent,
      },
      hubmessage: { fields: ['sendMessage request.body.recipient.identifier'], interactions: text },
      by: 'phoneNumber',
    },
    {
      id: 'status.failure-code',
      keebai: { fields: [`${error}.code`], interactions: failed },
      hubmessage: { fields: ['sendMessage 502.body.details.code'], interactions: refused },
      by: 'metaCode',
      note: 'What Keebai’s event tells of a queued send, HubMessage answers at once.',
    },
    {
      id: 'status.failure-title',
      keebai: { fields: [`${error}.title`, `${error}.message`], interactions: failed },
      hubmessage: { fields: ['sendMessage 502.body.details.title'], interactions: refused },
      by: 'same',
    },
    {
      id: 'status.failure-details',
      keebai: { fields: [`${error}.error_data.details`], interactions: failed },
      hubmessage: { fields: ['sendMessage 502.body.details.message'] },
      by: 'same',
    },
    {
      id: 'status.events',
      keebai: {
        fields: [
          `${statusEvents} event`,
          `${statusEvents} body.data.status`,
          `${statusEvents} body.data.timestamp`,
          `${statusEvents} body.data.broadcast_id`,
          'whatsapp.message.delivered body.data.delivered_at',
          'whatsapp.message.read body.data.read_at',
          'whatsapp.message.failed body.data.failed_at',
        ],
        interactions: [...sent, 'event whatsapp.message.delivered', 'event whatsapp.message.read', ...failed],
      },
      hubmessage: { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' },
    },
    {
      id: 'status.broadcast',
      keebai: {
        fields: [
          'getBroadcast operation',
          'getBroadcast request.path.broadcastId',
          'getBroadcast 200.body.broadcast_id',
          'getBroadcast 200.body.status',
          'getBroadcast 200.body.total_recipients',
          'getBroadcast 200.body.sent',
          'getBroadcast 200.body.failed',
          'getBroadcast 200.body.pending',
          'getBroadcast 200.body.started_at',
          'getBroadcast 200.body.completed_at',
        ],
        interactions: [
          'getBroadcast answers 200: running',
          'getBroadcast answers 200: completed',
          'getBroadcast answers 200: failed',
          'getBroadcast answers 200: reference',
        ],
      },
      hubmessage: notRead,
    },
  ],
} as const satisfies Subject
