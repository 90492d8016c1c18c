import type { ShownEvent } from './shown.ts'

const id = '019E6F1A93FE78DCB54332F9FF0CCAE7'
const created = 1779980473342
const metadata = { '@class': '.Metadata', forwarded: false, middleware: 'META_WHATSAPP', moment: created }

export const events: ShownEvent[] = [
  {
    page: 'webhook payloads: text',
    event: 'MESSAGE_DELIVERY',
    body: {
      message: {
        _id: id,
        tenant: '019DCEB3E93B7077B2447616B6DC8B91',
        tenant_owner: 'owner@example.com',
        channel_id: '019E4C54B1B375A28970B605CA9B03C3',
        created_by: 'BARLING',
        created,
        metadata: { ...metadata, from_api: true, from_me: true },
        sender: { '@class': '.Sender', identifier: 'BARLING_SYSTEM', name: 'Barling System' },
        recipient: { '@class': '.Recipient', identifier: '5511999999999' },
        contents: [
          {
            '@class': '.TextContent',
            type: 'TEXT',
            identifier: '019E6F1A93FE78DCB54332F9FF0CCAE8',
            message: 'Olá!',
            internal_information: {},
            state_items: [
              {
                '@class': '.StateItem',
                identifier: '019E6F1A93FE78DCB54332F9FF0CCAE9',
                integration_message_ids: [],
                moment: created,
                state: { '@class': '.Pending', name: 'PENDING' },
              },
            ],
          },
        ],
        attachments: [],
        actions: [],
        media_webhook_processed: false,
      },
      messageEventType: 'NEW_MESSAGE',
    },
  },
  {
    page: 'webhook payloads: inbound',
    event: 'MESSAGE_RECEIVED',
    body: {
      message: {
        _id: id,
        tenant: '',
        tenant_owner: '',
        channel_id: '019E4C54B1B375A28970B605CA9B03C3',
        created_by: 'CONWAY',
        created,
        metadata: { ...metadata, from_api: false, from_me: false },
        sender: { '@class': '.Sender', identifier: '5511999999999' },
        recipient: { '@class': '.Recipient', identifier: '56987654321' },
        contents: [
          {
            '@class': '.TextContent',
            type: 'TEXT',
            message: 'Oi',
            internal_information: { integration_id: 'wamid.HBgNNTU0NDk3MDUwNzg1FQIAERgSM0' },
          },
        ],
        attachments: [],
        actions: [],
        media_webhook_processed: false,
      },
    },
  },
]
