import type { Subject } from '../entry.ts'
import { events } from './places.ts'

const noWebhooks = { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' }
const answered = [
  'createWebhook 201.body',
  'listWebhooks 200.body.data[]',
  'getWebhook|updateWebhook|rotateWebhookSecret 200.body',
]
const settings = 'createWebhook|updateWebhook request.body'
const delivery = [
  'id',
  'webhook_id',
  'event_id',
  'status',
  'attempt',
  'response_status',
  'response_body',
  'error',
  'duration_ms',
  'created_at',
  'next_attempt_at',
]
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
  'whatsapp.message.received|whatsapp.message.sent|whatsapp.message.delivered|whatsapp.message.read|whatsapp.message.failed|whatsapp.channel.connected|whatsapp.channel.disconnected|whatsapp.channel.connection_changed|conversation.created|conversation.escalated_to_human|instagram.message.received'

export const webhooks = {
  title: 'Webhooks',
  about: 'Subscriptions and the envelope of an event are Keebai’s.',
  entries: [
    {
      id: 'webhooks.operations',
      keebai: {
        fields: [
          'createWebhook|listWebhooks|getWebhook|updateWebhook|deleteWebhook operation',
          'rotateWebhookSecret|testWebhook|listWebhookDeliveries operation',
        ],
        interactions: [
          'createWebhook answers 201: created',
          'createWebhook answers 201: minimal',
          'createWebhook answers 201: note',
          'listWebhooks answers 200: subscriptions',
          'listWebhooks answers 200: none',
          'getWebhook answers 200: subscription',
          'getWebhook answers 200: switched_off',
          'updateWebhook answers 200: reactivated',
          'updateWebhook answers 200: paused',
          'updateWebhook answers 200: moved',
          'rotateWebhookSecret answers 200: rotated',
          'testWebhook answers 202: accepted',
          'listWebhookDeliveries answers 200: deliveries',
          'listWebhookDeliveries answers 200: none',
          'deleteWebhook answers 204: done',
        ],
      },
      hubmessage: noWebhooks,
    },
    {
      id: 'webhooks.subscription',
      keebai: {
        fields: [
          ...['name', 'url', 'headers.*', 'is_active', 'active', 'description'].map(
            (member) => `${settings}.${member}`,
          ),
          'createWebhook 201.body.secret',
          'rotateWebhookSecret 200.body.secret',
          'getWebhook|updateWebhook|deleteWebhook|rotateWebhookSecret|testWebhook|listWebhookDeliveries request.path.id',
          ...answered.flatMap((place) => members.map((member) => `${place}.${member}`)),
          ...[settings, ...answered].map((place) => `${place}.events[]=${otherEvents}`),
        ],
        interactions: ['createWebhook answers 201: created'],
      },
      hubmessage: noWebhooks,
    },
    {
      id: 'webhooks.deliveries',
      keebai: {
        fields: [
          'testWebhook 202.body.delivery_id',
          'testWebhook 202.body.event_id',
          'listWebhookDeliveries request.query.limit',
          'listWebhookDeliveries request.query.cursor',
          'listWebhookDeliveries 200.body.next_cursor',
          ...delivery.map((member) => `listWebhookDeliveries 200.body.data[].${member}`),
          `listWebhookDeliveries 200.body.data[].event_type=${otherEvents}`,
          'whatsapp.message.received body.data.test',
        ],
        interactions: ['listWebhookDeliveries answers 200: deliveries'],
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
