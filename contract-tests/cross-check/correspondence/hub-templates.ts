import type { Subject } from '../entry.ts'

const notThere = {
  absent: 'See the template catalogue: its templates have other ids and members, and belong to channels.',
}
const meta = 'createTemplate|updateTemplate request.body'
const events = 'UPDATE_TEMPLATE_STATUS|UPDATE_TEMPLATE_CATEGORY'
const members = [
  ...['id', 'parameter_format', 'message_send_ttl_seconds'],
  ...['type', 'format', 'text', 'example', 'add_security_recommendation'].map((member) => `components[].${member}`),
  ...['type', 'text', 'url', 'example'].map((member) => `components[].buttons[].${member}`),
]
const outcome = ['outcome', 'broadcast_id', 'code', 'title', 'message'].map((member) => `502.body.details.${member}`)
const ofAccount = 'listTemplates|createTemplate|updateTemplate|deleteTemplate|syncTemplates'

export const hubTemplates = {
  title: 'Templates of a business account',
  about: 'HubMessage reaches templates by account and by Meta’s id, and has Meta’s words throughout.',
  entries: [
    {
      id: 'hub-templates.businesses',
      keebai: { absent: 'Its document does not list accounts: a number names the one it is of.' },
      hubmessage: {
        fields: [
          'listBusinesses operation',
          ...['businessId', 'name', 'channelsCount', 'connectedCount', 'disconnectedCount'].map(
            (member) => `listBusinesses 200.body[].${member}`,
          ),
        ],
        interactions: ['listBusinesses answers 200: businesses', 'listBusinesses answers 200: none'],
      },
    },
    {
      id: 'hub-templates.account',
      keebai: { absent: 'Templates are those of a channel, or of every channel.' },
      hubmessage: {
        fields: [`${ofAccount} request.path.wabaId`, ...outcome.map((field) => `${ofAccount} ${field}`)],
        interactions: ['listTemplates answers 200: templates'],
      },
    },
    {
      id: 'hub-templates.list',
      keebai: notThere,
      hubmessage: {
        fields: [...members.map((member) => `listTemplates 200.body.data[].${member}`)],
        interactions: ['listTemplates answers 200: templates'],
      },
    },
    {
      id: 'hub-templates.create',
      keebai: notThere,
      hubmessage: {
        fields: [...['id', 'category'].map((member) => `createTemplate 200.body.${member}`)],
        interactions: [
          'createTemplate answers 200: created',
          'createTemplate answers 200: marketing',
          'createTemplate answers 200: authentication',
        ],
      },
    },
    {
      id: 'hub-templates.edit',
      keebai: notThere,
      hubmessage: {
        fields: ['updateTemplate operation', 'updateTemplate 200.body.success'],
        interactions: ['updateTemplate answers 200: edited'],
      },
    },
    {
      id: 'hub-templates.contents',
      keebai: notThere,
      hubmessage: {
        fields: [
          ...['body_text[][]', 'header_text[]', 'header_handle[]'].map(
            (member) => `${meta}.components[].example.${member}`,
          ),
          `${meta}.components[].buttons[].example[]`,
        ],
        interactions: ['createTemplate answers 200: authentication'],
      },
    },
    {
      id: 'hub-templates.id',
      keebai: { absent: 'Its templates have ids of their own.' },
      hubmessage: {
        fields: ['updateTemplate|deleteTemplate request.path.templateId'],
        interactions: ['updateTemplate answers 200: edited'],
      },
    },
    {
      id: 'hub-templates.delete',
      keebai: { absent: 'Templates are deleted in the vendor’s console; its API does not do it.' },
      hubmessage: {
        fields: ['deleteTemplate operation', 'deleteTemplate 200.body.success'],
        interactions: ['deleteTemplate answers 200: deleted'],
      },
    },
    {
      id: 'hub-templates.sync',
      keebai: { absent: 'Its lists ask Meta by themselves.' },
      hubmessage: {
        fields: [
          'syncTemplates operation',
          'syncTemplates 200.body.syncedCount',
          'syncTemplates 200.body.synced',
          ...members.map((member) => `syncTemplates 200.body.data[].${member}`),
        ],
        interactions: ['syncTemplates answers 200: synced'],
      },
    },
    {
      id: 'hub-templates.refusal',
      keebai: notThere,
      hubmessage: {
        fields: ['description', 'name', 'message', 'code', 'subCode'].flatMap((member) => [
          `createTemplate|updateTemplate 400.body.value.errors[].${member}`,
          `createTemplate|updateTemplate 422.body.error.errors[].${member}`,
        ]),
        interactions: ['createTemplate answers 400: meta_refused', 'createTemplate answers 422: exists'],
      },
      note: 'Meta’s own code and words: 422 for what is wrong with the content, 400 for anything else.',
    },
    {
      id: 'hub-templates.events',
      keebai: { absent: 'Its event names the template by its own id, in an envelope of its own.' },
      hubmessage: {
        fields: [
          ...['identifier', 'internal_information'].map((member) => `${events} body.message.contents[].${member}`),
          ...['id', 'wabaId', 'name', 'language', 'category'].map(
            (member) => `${events} body.message.contents[].template.${member}`,
          ),
          ...['status', 'previousStatus', 'reason'].map(
            (member) => `UPDATE_TEMPLATE_STATUS body.message.contents[].template.${member}`,
          ),
          'UPDATE_TEMPLATE_CATEGORY body.message.contents[].template.previousCategory',
        ],
        interactions: ['event UPDATE_TEMPLATE_STATUS', 'event UPDATE_TEMPLATE_CATEGORY'],
      },
    },
  ],
} as const satisfies Subject
