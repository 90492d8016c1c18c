import type { Subject } from '../entry.ts'
import { events } from './places.ts'

const noWebhooks = { absent: 'Its document holds no webhooks.' }
const answered = ['createWebhook 201.body', 'listWebhooks 200.body.data[]']
const members = [
  'id',
  'name',
  'url',
  'headers.*',
  'is_active',
  'active',
  'description',
  'secret_prefix',
  'failure_count',
  'last_delivery_at',
  'disabled_reason',
  'created_at',
  'updated_at',
]
const otherEvents =
  'whatsapp.message.received|whatsapp.message.sent|whatsapp.message.delivered|whatsapp.message.read|whatsapp.message.failed|whatsapp.channel.connected|whatsapp.channel.disconnected|conversation.created|conversation.escalated_to_human|instagram.message.received'

export const webhooks = {
  title: 'Webhooks',
  about: 'Subscriptions and the envelope of an event are Keebai’s.',
  entries: [
    {
      id: 'webhooks.operations',
      keebai: {
        fields: ['createWebhook|listWebhooks|deleteWebhook operation'],
        interactions: [
          'createWebhook answers 201: created',
          'createWebhook answers 201: minimal',
          'listWebhooks answers 200: subscriptions',
          'listWebhooks answers 200: none',
          'deleteWebhook answers 204: done',
        ],
      },
      hubmessage: noWebhooks,
    },
    {
      id: 'webhooks.subscription',
      keebai: {
        fields: [
          'createWebhook request.body.name',
          'createWebhook request.body.url',
          'createWebhook request.body.headers.*',
          'createWebhook request.body.is_active',
          'createWebhook request.body.active',
          'createWebhook request.body.description',
          'createWebhook 201.body.secret',
          'deleteWebhook request.path.id',
          ...answered.flatMap((place) => members.map((member) => `${place}.${member}`)),
          ...['createWebhook request.body', ...answered].map((place) => `${place}.events[]=${otherEvents}`),
        ],
        interactions: ['createWebhook answers 201: created'],
      },
      hubmessage: noWebhooks,
    },
    {
      id: 'webhooks.envelope',
      keebai: {
        fields: ['id', 'type', 'occurred_at', 'company_id', 'event', 'timestamp', 'webhook_id'].map(
          (member) => `${events} body.${member}`,
        ),
        interactions: ['event whatsapp.message.sent'],
      },
      hubmessage: noWebhooks,
    },
    {
      id: 'webhooks.headers',
      keebai: { fields: [`${events} headers.X-Keebai-Signature`, `${events} headers.X-Keebai-Event-Id`] },
      hubmessage: noWebhooks,
    },
  ],
} as const satisfies Subject
