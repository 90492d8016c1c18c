import type { Subject } from '../entry.ts'

const verbs = ['create', 'list', 'get', 'update', 'delete']
const operations = (kind: string) => verbs.map((verb) => `${verb}${kind}Webhook${verb === 'list' ? 's' : ''}`)
const everyone = [...operations('Channel'), ...operations('Template')]
const withoutTheRest = {
  absent:
    'Its subscriptions are of a company and hear of every channel; how they correspond is a matter of what each side lets be said.',
}
const shown = [
  'createChannelWebhook 201.body',
  'listChannelWebhooks 200.body[]',
  'getChannelWebhook 200.body',
  'updateChannelWebhook 200.body',
  'createTemplateWebhook 201.body',
  'listTemplateWebhooks 200.body[]',
  'getTemplateWebhook 200.body',
  'updateTemplateWebhook 200.body',
]
const members = [
  'id',
  'instanceId',
  'url',
  'description',
  'events[]',
  'status',
  'signing',
  'auth.type',
  'auth.configured',
  'payloadFormat',
  'customAttributes',
  'createdAt',
  'updatedAt',
  'secret',
]
const said = ['url', 'description', 'events[]', 'signing', 'payloadFormat', 'customAttributes']
const auth = ['type', 'token', 'key', 'username', 'password', 'headerName', 'headerValue'].map((one) => `auth.${one}`)
const writers = ['create', 'update'].flatMap((verb) => [`${verb}ChannelWebhook`, `${verb}TemplateWebhook`])

const events =
  'MESSAGE_RECEIVED|MESSAGE_DELIVERY|MESSAGE_STATUS|CONNECTED|DISCONNECTED|UPDATE_TEMPLATE_STATUS|UPDATE_TEMPLATE_CATEGORY'
const ownWords = {
  absent:
    'The events of its subscriptions tell the same facts in an envelope of their own, by WhatsApp’s id of the message.',
}
const party = (name: string) => ['@class', 'identifier', 'name', 'username'].map((member) => `${name}.${member}`)
const envelope = [
  ...['_id', 'tenant', 'tenant_owner', 'channel_id', 'created_by', 'created'],
  ...['@class', 'forwarded', 'from_api', 'from_me', 'middleware', 'moment'].map((member) => `metadata.${member}`),
  ...[...party('sender'), ...party('recipient')],
  ...['contents[].@class', 'contents[].type', 'actions', 'media_webhook_processed', 'webhook_processed'],
]
const states = ['@class', 'identifier', 'integration_message_ids[]', 'moment', 'state.@class', 'state.name']

export const hubWebhooks = {
  title: 'Webhooks of HubMessage',
  about:
    'HubMessage has webhooks of one channel and webhooks for templates; Keebai has subscriptions of a company. Neither reads the other’s.',
  entries: [
    {
      id: 'hub-webhooks.operations',
      keebai: withoutTheRest,
      hubmessage: {
        fields: everyone.map((operation) => `${operation} operation`),
        interactions: [
          'createChannelWebhook answers 201: created',
          'createChannelWebhook answers 201: unsigned',
          'createChannelWebhook answers 201: open',
          'createChannelWebhook answers 201: api_key',
          'createChannelWebhook answers 201: basic',
          'createChannelWebhook answers 201: custom_header',
          'listChannelWebhooks answers 200: webhooks',
          'listChannelWebhooks answers 200: none',
          'getChannelWebhook answers 200: webhook',
          'updateChannelWebhook answers 200: paused',
          'updateChannelWebhook answers 200: rotated',
          'deleteChannelWebhook answers 204: done',
          'createTemplateWebhook answers 201: created',
          'createTemplateWebhook answers 201: unsigned',
          'createTemplateWebhook answers 201: bearer',
          'listTemplateWebhooks answers 200: webhooks',
          'listTemplateWebhooks answers 200: none',
          'getTemplateWebhook answers 200: webhook',
          'updateTemplateWebhook answers 200: open',
          'updateTemplateWebhook answers 200: rotated',
          'deleteTemplateWebhook answers 204: done',
        ],
      },
    },
    {
      id: 'hub-webhooks.members',
      keebai: withoutTheRest,
      hubmessage: {
        fields: [
          ...operations('Channel').map((operation) => `${operation} request.path.channelId`),
          ...['get', 'update', 'delete'].flatMap((verb) => [
            `${verb}ChannelWebhook request.path.webhookId`,
            `${verb}TemplateWebhook request.path.webhookId`,
          ]),
          ...shown.flatMap((place) => members.map((member) => `${place}.${member}`)),
          ...shown.filter((place) => place.includes('Template')).map((place) => `${place}.channelId`),
          ...writers.flatMap((writer) => [...said, ...auth].map((member) => `${writer} request.body.${member}`)),
          ...['updateChannelWebhook', 'updateTemplateWebhook'].map((writer) => `${writer} request.body.status`),
          ...['createTemplateWebhook', 'updateTemplateWebhook'].flatMap((writer) =>
            ['authType', 'token', 'key'].map((member) => `${writer} request.body.${member}`),
          ),
        ],
        interactions: ['createChannelWebhook answers 201: created', 'createTemplateWebhook answers 201: created'],
      },
    },
    {
      id: 'hub-webhooks.envelope',
      keebai: ownWords,
      hubmessage: {
        fields: [
          `${events} event`,
          `${events} headers.X-HubMessage-Signature`,
          `${events} body.messageEventType`,
          ...envelope.map((member) => `${events} body.message.${member}`),
          `${events.replace('|MESSAGE_DELIVERY', '')} body.message.attachments[]`,
        ],
        interactions: events.split('|').map((event) => `event ${event}`),
      },
    },
    {
      id: 'hub-webhooks.messages',
      keebai: ownWords,
      hubmessage: {
        fields: [
          'MESSAGE_RECEIVED|MESSAGE_DELIVERY body.message.contents[].message',
          'MESSAGE_RECEIVED body.message.metadata.referral',
          ...['id', 'name', 'response_json', 'content'].map(
            (member) => `MESSAGE_RECEIVED body.message.contents[].${member}`,
          ),
          'MESSAGE_RECEIVED body.message.contents[].internal_information.integration_id',
          'MESSAGE_DELIVERY|MESSAGE_STATUS body.message.contents[].identifier',
          'MESSAGE_DELIVERY|MESSAGE_STATUS body.message.contents[].internal_information',
          ...states.map((member) => `MESSAGE_DELIVERY|MESSAGE_STATUS body.message.contents[].state_items[].${member}`),
        ],
        interactions: ['event MESSAGE_RECEIVED', 'event MESSAGE_DELIVERY', 'event MESSAGE_STATUS'],
      },
    },
    {
      id: 'hub-webhooks.sent',
      keebai: ownWords,
      hubmessage: {
        fields: [
          'contents[].thumbnail',
          ...['@class', 'id', 'identifier', 'title', 'type', 'url'].map((member) => `contents[].buttons[].${member}`),
          ...['header', 'footer'].flatMap((edge) =>
            ['@class', 'identifier', 'message', 'type'].map((member) => `contents[].${edge}.${member}`),
          ),
          ...['@class', 'identifier', 'type', 'name', 'first_name', 'last_name', 'phones[]'].map(
            (member) => `contents[].contacts[].${member}`,
          ),
          ...['@class', 'type', 'identifier', 'url', 'caption', 'name', 'internal_information'].map(
            (member) => `attachments[].${member}`,
          ),
          ...states.map((member) => `attachments[].state_items[].${member}`),
        ].map((member) => `MESSAGE_DELIVERY body.message.${member}`),
      },
    },
    {
      id: 'hub-webhooks.connections',
      keebai: ownWords,
      hubmessage: {
        fields: ['identifier', 'internal_information', 'connected', 'wabaId', 'phoneId', 'coexistence', 'reason'].map(
          (member) => `CONNECTED|DISCONNECTED body.message.contents[].${member}`,
        ),
        interactions: ['event CONNECTED', 'event DISCONNECTED'],
      },
    },
  ],
} as const satisfies Subject
