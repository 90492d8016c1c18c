import type { Json } from '../json.ts'
import type { ShownAnswer } from './shown.ts'

const answer = (page: string, operations: string | string[], status: number, body: Json): ShownAnswer => {
  return { page, operations: [operations].flat(), status, body }
}
/** Error body E1. */
const refusal = (page: string, operations: string | string[], status: number, message: string) =>
  answer(page, operations, status, { error: status, message })

const channels = ['createChannel', 'subscribeChannel', 'cancelChannel']
const ofChannel = ['create', 'get', 'update', 'delete'].map((verb) => `${verb}ChannelWebhook`)
const ofTemplates = ['create', 'get', 'update', 'delete'].map((verb) => `${verb}TemplateWebhook`)
const role = 'This action requires ENTERPRISE role'

const webhook = {
  id: 'A1B2C3D4E5F6789012345678901234AB',
  instanceId: '019E4C54B1B375A28970B605CA9B03C3',
  url: 'https://hooks.example.com/hubmessage',
  description: null,
  events: ['MESSAGE_RECEIVED', 'MESSAGE_STATUS'],
  status: 'ENABLED',
  signing: true,
  auth: { type: 'BEARER', configured: true },
  payloadFormat: 'DEFAULT',
  customAttributes: {},
  createdAt: '2025-01-15T10:30:00.000+0000',
  updatedAt: '2025-01-15T10:30:00.000+0000',
}
const templateWebhook = {
  ...webhook,
  channelId: null,
  instanceId: null,
  events: ['UPDATE_TEMPLATE_STATUS'],
  auth: { type: 'API_KEY', configured: true },
  createdAt: '2026-07-15T19:00:00.000+00:00',
  updatedAt: '2026-07-15T19:00:00.000+00:00',
}
const secret = '8f2c5b3a'.repeat(8)

export const answers: ShownAnswer[] = [
  answer('channels', 'createChannel', 201, { id: '019E4C54B1B375A28970B605CA9B03C3' }),
  refusal('channels', 'createChannel', 400, 'Validation error'),
  answer('channels', 'connectChannel', 200, { success: true }),
  answer('channels', 'disconnectChannel', 200, true),
  refusal(
    'channels',
    ['disconnectChannel', 'subscribeChannel', 'cancelChannel', 'connectChannel'],
    404,
    'Channel not found',
  ),
  refusal('channels', 'disconnectChannel', 502, 'Integration error'),
  answer('channels', 'subscribeChannel', 200, { type: 'SUBSCRIPTION_UPDATED', message: 'Subscription updated' }),
  refusal('channels', channels, 422, role),
  refusal('channels', 'subscribeChannel', 422, 'SUBSCRIPTION_TERMINATED'),
  refusal('channels', 'subscribeChannel', 422, 'CREDIT_LIMIT_EXCEEDED'),
  refusal('channels', 'cancelChannel', 400, 'cancel query param is required'),
  refusal('channels', 'deleteChannel', 400, 'Authorization invalid'),
  refusal('channels', 'deleteChannel', 404, 'Instance not found'),
  refusal('channels', 'deleteChannel', 422, 'Channel deletion requires ENTERPRISE role'),
  refusal('channels', 'deleteChannel', 422, 'INSTANCE_STILL_CONNECTED'),
  refusal('channels', 'deleteChannel', 422, 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION'),
  {
    ...refusal('channels', 'deleteChannel', 502, 'Hermitage deleteChannel failed'),
    absent: { '': 'Only what is disconnected is deleted, and that asks nobody else; nothing can fail there.' },
  },
  answer('messages', 'sendMessage', 200, { messageId: 'wamid.HBgNNTU0NDk3MDUwNzg1FQIAERgSM0' }),
  refusal('messages', 'sendMessage', 422, 'Conversation window is closed'),
  answer('webhooks', 'createChannelWebhook', 201, { ...webhook, secret }),
  answer('webhooks', 'createChannelWebhook', 201, {
    ...webhook,
    signing: false,
    auth: { type: 'NONE', configured: false },
  }),
  answer('webhooks', 'listChannelWebhooks', 200, [webhook]),
  answer('webhooks', 'getChannelWebhook', 200, webhook),
  answer('webhooks', 'updateChannelWebhook', 200, { ...webhook, secret }),
  refusal('webhooks', 'createChannelWebhook', 400, 'url is required'),
  refusal('webhooks', 'updateChannelWebhook', 400, 'Validation error'),
  refusal('webhooks', ofChannel.slice(1), 404, 'Webhook not found'),
  refusal('webhooks', [...ofChannel, 'listChannelWebhooks'], 422, role),
  answer('template webhooks', 'createTemplateWebhook', 201, { ...templateWebhook, secret }),
  answer('template webhooks', 'createTemplateWebhook', 201, {
    ...templateWebhook,
    signing: false,
    auth: { type: 'NONE', configured: false },
    secret: null,
  }),
  answer('template webhooks', 'listTemplateWebhooks', 200, [templateWebhook]),
  answer('template webhooks', 'getTemplateWebhook', 200, templateWebhook),
  answer('template webhooks', [...ofTemplates, 'listTemplateWebhooks'], 400, {
    error: 'Authorization header is required',
  }),
  answer('template webhooks', ofTemplates.slice(1), 404, { error: 'Webhook not found' }),
  answer('template webhooks', ['createTemplateWebhook', 'updateTemplateWebhook'], 422, {
    error: 'Global webhooks (without instance) accept only template events',
  }),
]

/** The answer to a bad key, of every operation but those of the template webhooks, whose errors are one text. */
export const unauthorized: Omit<ShownAnswer, 'operations'> = {
  page: 'authentication',
  status: 401,
  body: { error: 401, message: 'Unauthorized' },
}
