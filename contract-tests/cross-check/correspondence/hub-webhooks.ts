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
          'listChannelWebhooks answers 200: webhooks',
          'listChannelWebhooks answers 200: none',
          'getChannelWebhook answers 200: webhook',
          'updateChannelWebhook answers 200: paused',
          'updateChannelWebhook answers 200: rotated',
          'deleteChannelWebhook answers 204: done',
          'createTemplateWebhook answers 201: created',
          'createTemplateWebhook answers 201: unsigned',
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
  ],
} as const satisfies Subject
