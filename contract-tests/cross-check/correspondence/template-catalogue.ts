import type { Entry, Subject } from '../entry.ts'
import { templateEvents } from './places.ts'

const scopeNames = 'templates:read|templates:create|templates:update'
const scopes = ['getMe 200.body.scopes[]', '* 403.body.error.details.required[]', '* 403.body.error.details.missing[]']
const noTemplates = {
  absent: 'Its operations speak of a template in another way; see the business accounts and templates of HubMessage.',
}
const noEvents = { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' }

/** Where a template is written, and where it is shown. */
const wished = 'createTemplate|updateTemplate request.body'
const wishedPart = `${wished}.components[]`
const shown = [
  'listTemplates 200.body.items[]',
  'listTemplates 200.body.data[]',
  'createTemplate 201.body',
  'getTemplate|updateTemplate 200.body',
]
const shownPart = 'getTemplate 200.body.components[]'

const buttons = ['type', 'text', 'url']
const ownButtons = [
  'example[]',
  'flow_id',
  'coupon_code',
  'otp_type',
  'autofill_text',
  'package_name',
  'signature_hash',
]
const texts = ['header_text[]', 'header_handle[]']
const pairs = ['header_text_named_params[]', 'body_text_named_params[]'].flatMap((list) => [
  `${list}.param_name`,
  `${list}.example`,
])
const partMembers = ['type', 'format', 'text', 'add_security_recommendation']

const named = ['createTemplate answers 201: created']
const positional = ['createTemplate answers 201: created_positional']

const parts = [
  ...partMembers.map((name) => `${wishedPart}.${name}`),
  ...buttons.map((name) => `${wishedPart}.buttons[].${name}`),
]

const hubLists = 'listTemplates|syncTemplates 200.body.data[]'
const hubNamed = ['createTemplate answers 200: created']

/** A member that is written and shown alike, on both sides. */
function member(name: string): Entry {
  const shownAs = shown.map((place) => `${place}.${name}`)
  return {
    id: `template-catalogue.${name}`,
    keebai: { fields: [`${wished}.${name}`, ...shownAs], interactions: named },
    hubmessage: { fields: [`${wished}.${name}`, `${hubLists}.${name}`], interactions: hubNamed },
    by: 'same',
  }
}

export const templateCatalogue: Subject = {
  title: 'Template catalogue',
  about: 'A template at Keebai has an id of its own and is made through a channel; the account is that of the channel.',
  entries: [
    {
      id: 'template-catalogue.scopes',
      keebai: {
        fields: scopes.map((field) => `${field}=${scopeNames}`),
        interactions: ['createTemplate answers 403: insufficient_scope'],
      },
      hubmessage: { absent: 'A key has no scopes.' },
    },
    {
      id: 'template-catalogue.list',
      keebai: {
        fields: ['listTemplates operation'],
        interactions: ['listTemplates answers 200: templates', 'listTemplates answers 200: none'],
      },
      hubmessage: { fields: ['listTemplates operation'], interactions: ['listTemplates answers 200: templates'] },
      by: 'operation',
    },
    {
      id: 'template-catalogue.paging',
      keebai: {
        fields: [
          ...['page', 'limit', 'cursor', 'status'].map((name) => `listTemplates request.query.${name}`),
          ...['page', 'limit', 'total', 'next_cursor'].map((name) => `listTemplates 200.body.${name}`),
        ],
        interactions: ['listTemplates answers 200: by_cursor'],
      },
      hubmessage: { absent: 'It lists every template of an account at once.' },
    },
    {
      id: 'template-catalogue.create',
      keebai: {
        fields: ['createTemplate operation'],
        interactions: ['createTemplate answers 201: created', 'createTemplate answers 201: created_positional'],
      },
      hubmessage: {
        fields: ['createTemplate operation'],
        interactions: [
          'createTemplate answers 200: created',
          'createTemplate answers 200: marketing',
          'createTemplate answers 200: authentication',
        ],
      },
      by: 'operation',
    },
    {
      id: 'template-catalogue.update',
      keebai: {
        fields: ['updateTemplate operation'],
        interactions: ['updateTemplate answers 200: reviewed_again'],
      },
      hubmessage: noTemplates,
    },
    {
      id: 'template-catalogue.read',
      keebai: {
        fields: ['getTemplate operation', 'getTemplate 200.body.reason'],
        interactions: ['getTemplate answers 200: approved', 'getTemplate answers 200: rejected'],
      },
      hubmessage: { absent: 'It reads templates only all at once, without saying why one is rejected.' },
    },
    {
      id: 'template-catalogue.channel',
      keebai: { fields: ['listTemplates request.query.channel_id', `${wished}.channel_id`], interactions: named },
      hubmessage: { absent: 'It names the account in the path.' },
    },
    {
      id: 'template-catalogue.id',
      keebai: {
        fields: [
          'getTemplate|updateTemplate request.path.id',
          ...shown.map((place) => `${place}.id`),
          `${templateEvents} body.data.template_id`,
        ],
        interactions: named,
      },
      hubmessage: { absent: 'Its templates are named by the id they have at Meta.' },
    },
    member('name'),
    member('language'),
    member('category'),
    {
      id: 'template-catalogue.status',
      keebai: { fields: shown.map((place) => `${place}.status`), interactions: named },
      hubmessage: {
        fields: [`${hubLists}.status`, 'createTemplate 200.body.status'],
        interactions: ['listTemplates answers 200: templates'],
      },
      by: 'same',
    },
    {
      id: 'template-catalogue.own-status',
      keebai: {
        fields: ['updateTemplate request.body.status'],
        interactions: ['updateTemplate answers 200: called_otherwise'],
      },
      hubmessage: { absent: 'A status is what Meta says.' },
    },
    {
      id: 'template-catalogue.parameter-format',
      keebai: {
        fields: [`${wished}.parameter_format`, ...shown.map((place) => `${place}.parameter_format`)],
        interactions: named,
      },
      hubmessage: noTemplates,
    },
    {
      id: 'template-catalogue.variables',
      keebai: { fields: shown.map((place) => `${place}.variables[]`), interactions: named },
      hubmessage: { absent: 'They stand in the text of the body.' },
    },
    {
      id: 'template-catalogue.components',
      keebai: {
        fields: [
          ...[...partMembers, 'code_expiration_minutes'].map((name) => `${shownPart}.${name}`),
          ...[...buttons, 'phone_number'].map((name) => `${shownPart}.buttons[].${name}`),
          ...['code_expiration_minutes', 'buttons[].phone_number'].map((name) => `${wishedPart}.${name}`),
          ...[...texts, ...pairs].flatMap((name) => [`${wishedPart}.example.${name}`, `${shownPart}.example.${name}`]),
        ],
        interactions: named,
      },
      hubmessage: noTemplates,
    },
    {
      id: 'template-catalogue.contents',
      keebai: { fields: parts, at: `${wished}.components`, interactions: named },
      hubmessage: { fields: parts, at: `${wished}.components`, interactions: hubNamed },
      by: 'same',
    },
    {
      id: 'template-catalogue.body-examples',
      keebai: {
        fields: [`${wishedPart}.example.body_text[]`, `${shownPart}.example.body_text[][]`],
        interactions: positional,
      },
      hubmessage: noTemplates,
      note: 'A list of texts when it is written, a list of lists when it is shown.',
    },
    {
      id: 'template-catalogue.button-members',
      keebai: { fields: ownButtons.map((name) => `${wishedPart}.buttons[].${name}`), interactions: named },
      hubmessage: noTemplates,
    },
    {
      id: 'template-catalogue.metadata',
      keebai: { fields: [`${wished}.metadata`, 'getTemplate 200.body.metadata'], interactions: named },
      hubmessage: { absent: 'It keeps nothing of yours with a template.' },
    },
    {
      id: 'template-catalogue.conflict',
      keebai: {
        fields: ['status', 'code', 'title', 'message'].map(
          (name) => `createTemplate|updateTemplate 409.body.error.details.${name}`,
        ),
        interactions: ['createTemplate answers 409: template_exists'],
      },
      hubmessage: { absent: 'Its conflicts are 422, each with a message of its own.' },
    },
    {
      id: 'template-catalogue.event',
      keebai: {
        fields: [
          `${templateEvents} event`,
          ...['name', 'language', 'status', 'previous_status', 'reason'].map(
            (name) => `${templateEvents} body.data.${name}`,
          ),
        ],
        interactions: [`event ${templateEvents}`, `event ${templateEvents}: rejected`],
      },
      hubmessage: noEvents,
    },
    {
      id: 'template-catalogue.subscription',
      keebai: {
        fields: [
          'createWebhook|updateWebhook request.body.events[]=whatsapp.template.status_updated|whatsapp.template.status_update',
          'createWebhook 201.body.events[]=whatsapp.template.status_updated',
          'listWebhooks 200.body.data[].events[]=whatsapp.template.status_updated',
          'getWebhook|updateWebhook|rotateWebhookSecret 200.body.events[]=whatsapp.template.status_updated',
          'listWebhookDeliveries 200.body.data[].event_type=whatsapp.template.status_updated',
        ],
        interactions: ['updateWebhook answers 200: moved'],
      },
      hubmessage: noEvents,
    },
  ],
}
