import type { Subject } from '../entry.ts'
import { answeredAtOnce, interactiveSends } from './places.ts'

const card = 'sendContactsMessage request.body.contacts[]'
const cardMembers = [
  ...['formatted_name', 'first_name', 'last_name', 'middle_name', 'prefix', 'suffix'].map((part) => `name.${part}`),
  ...['phone', 'type', 'wa_id'].map((part) => `phones[].${part}`),
  ...['email', 'type'].map((part) => `emails[].${part}`),
  ...['company', 'department', 'title'].map((part) => `org.${part}`),
  'addresses[].*',
  ...['url', 'type'].map((part) => `urls[].${part}`),
  'birthday',
]
const lists = 'sendInteractiveList request.body.sections[]'
const withHeader = 'sendInteractiveButtons|sendInteractiveList|sendInteractiveCtaUrl'
const textAndTemplate = { absent: 'Its document holds sends of texts and templates only.' }

export const otherSends = {
  title: 'Places, cards, reactions, interactive messages, raw bodies',
  about: 'Keebai has an operation for each. They answer as text by `phone_number_id` does, whoever is named as sender.',
  entries: [
    {
      id: 'other-sends.sender',
      keebai: {
        fields: [`${answeredAtOnce} request.body.phone_number_id`, `${answeredAtOnce} request.body.channel_id`],
        interactions: ['sendImageMessage answers 202: sent', 'sendImageMessage answers 202: channel_id'],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.location',
      keebai: {
        fields: [
          'sendLocationMessage operation',
          ...['latitude', 'longitude', 'name', 'address'].map((part) => `sendLocationMessage request.body.${part}`),
        ],
        interactions: ['sendLocationMessage answers 202: sent', 'sendLocationMessage answers 202: point'],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.contacts',
      keebai: {
        fields: ['sendContactsMessage operation', ...cardMembers.map((member) => `${card}.${member}`)],
        interactions: ['sendContactsMessage answers 202: sent', 'sendContactsMessage answers 202: name'],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.reaction',
      keebai: {
        fields: [
          'sendReactionMessage operation',
          'sendReactionMessage request.body.message_id',
          'sendReactionMessage request.body.emoji',
        ],
        interactions: ['sendReactionMessage answers 202: sent', 'sendReactionMessage answers 202: removal'],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.interactive',
      keebai: {
        fields: [
          `${interactiveSends} operation`,
          `${interactiveSends} request.body.body_text`,
          `${interactiveSends} request.body.footer_text`,
          `${withHeader} request.body.header.type`,
          `${withHeader} request.body.header.text`,
          'sendInteractiveButtons request.body.buttons[].id',
          'sendInteractiveButtons request.body.buttons[].title',
          'sendInteractiveList request.body.button_text',
          `${lists}.title`,
          ...['id', 'title', 'description'].map((part) => `${lists}.rows[].${part}`),
          'sendInteractiveCtaUrl request.body.display_text',
          'sendInteractiveCtaUrl request.body.url',
          'sendInteractiveCatalog request.body.thumbnail_product_retailer_id',
        ],
        interactions: [
          ...interactiveSends.split('|').map((operation) => `${operation} answers 202: sent`),
          'sendInteractiveButtons answers 202: minimal',
        ],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.raw',
      keebai: {
        fields: ['sendRawMessage operation', 'sendRawMessage request.body.body'],
        interactions: ['sendRawMessage answers 202: sent'],
      },
      hubmessage: textAndTemplate,
    },
    {
      id: 'other-sends.mark-read',
      keebai: {
        fields: [
          'markMessageRead operation',
          'markMessageRead request.body.message_id',
          'markMessageRead request.body.typing_indicator',
          'markMessageRead 200.body.success',
        ],
        interactions: ['markMessageRead answers 200: done', 'markMessageRead answers 200: typing'],
      },
      hubmessage: { absent: 'It documents no read receipts.' },
    },
  ],
} as const satisfies Subject
