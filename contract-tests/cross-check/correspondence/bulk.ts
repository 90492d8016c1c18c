import type { Subject } from '../entry.ts'

const member = 'sendBulk request.body'

export const bulk = {
  title: 'Bulk',
  about: 'Keebai sends one template to thousands of people in one request; HubMessage sends to one person at a time.',
  entries: [
    {
      id: 'bulk.send',
      keebai: {
        fields: [
          'sendBulk operation',
          'sendBulk request.headers.Idempotency-Key',
          `${member}.channel_id`,
          `${member}.phone_number_id`,
          `${member}.template_name`,
          `${member}.language`,
          `${member}.campaign_name`,
          `${member}.recipients[].to`,
          `${member}.recipients[].variables.*`,
          `${member}.recipients[].meta_data`,
        ],
        interactions: ['sendBulk answers 202: channel_id', 'sendBulk answers 202: phone_number_id'],
      },
      hubmessage: { absent: 'It has no send to several people; each gets a `sendMessage` of its own.' },
    },
    {
      id: 'bulk.receipt',
      keebai: {
        fields: ['broadcast_id', 'status', 'total_recipients', 'scheduled_at'].map(
          (name) => `sendBulk 202.body.${name}`,
        ),
        interactions: ['sendBulk answers 202: channel_id', 'sendBulk answers 202: phone_number_id'],
      },
      hubmessage: { absent: 'It answers each send when WhatsApp has the message, and knows no broadcast.' },
    },
    {
      id: 'bulk.campaign',
      keebai: { fields: ['getBroadcast 200.body.campaign_name'] },
      hubmessage: { absent: 'HubMessage documents no reading of a send.' },
    },
  ],
} as const satisfies Subject
