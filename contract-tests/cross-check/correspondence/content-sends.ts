import type { Subject } from '../entry.ts'

const card = 'sendContactsMessage request.body.contacts[]'
const content = 'sendMessage request.body.content'
const item = `${content}.attachments[]`
const sent = (name: string) => [`sendMessage answers 200: ${name}`]
const withHeader = 'sendInteractiveButtons|sendInteractiveCtaUrl'
const byKeebai = (operation: string) => [`${operation} answers 202: sent`]
const noId = 'The button of HubMessage needs an id, for which Keebai has no word.'

export const contentSends = {
  title: 'Places, contacts, buttons',
  about: 'Keebai has an operation for each, HubMessage a `content.type`, and both wait until WhatsApp has accepted it.',
  entries: [
    {
      id: 'location.operation',
      keebai: {
        fields: ['sendLocationMessage operation'],
        interactions: [...byKeebai('sendLocationMessage'), 'sendLocationMessage answers 202: point'],
      },
      hubmessage: { fields: ['sendMessage operation', `${content}.type=LOCATION`], interactions: sent('location') },
      by: 'operation',
    },
    {
      id: 'location.coordinates',
      keebai: {
        fields: ['latitude', 'longitude'].map((one) => `sendLocationMessage request.body.${one}`),
        interactions: ['sendLocationMessage answers 202: point'],
      },
      hubmessage: { fields: ['latitude', 'longitude'].map((one) => `${item}.${one}`), interactions: sent('location') },
      by: 'degrees',
    },
    {
      id: 'location.words',
      keebai: {
        fields: ['name', 'address'].map((one) => `sendLocationMessage request.body.${one}`),
        interactions: byKeebai('sendLocationMessage'),
      },
      hubmessage: { fields: ['name', 'address'].map((one) => `${item}.${one}`), interactions: sent('location') },
      by: 'same',
    },
    {
      id: 'contacts.operation',
      keebai: {
        fields: ['sendContactsMessage operation'],
        interactions: [...byKeebai('sendContactsMessage'), 'sendContactsMessage answers 202: name'],
      },
      hubmessage: { fields: ['sendMessage operation', `${content}.type=CONTACT`], interactions: sent('contact') },
      by: 'operation',
    },
    {
      id: 'contacts.name',
      keebai: { fields: [`${card}.name.formatted_name`], interactions: byKeebai('sendContactsMessage') },
      hubmessage: { fields: [`${item}.name`], interactions: sent('contact') },
      by: 'same',
    },
    {
      id: 'contacts.phones',
      keebai: { fields: [`${card}.phones[].phone`], interactions: byKeebai('sendContactsMessage') },
      hubmessage: { fields: [`${item}.phones[]`], interactions: sent('contact') },
      by: 'same',
    },
    {
      id: 'contacts.rest',
      keebai: {
        fields: [
          ...['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'].map((part) => `${card}.name.${part}`),
          ...['type', 'wa_id'].map((part) => `${card}.phones[].${part}`),
          ...['email', 'type'].map((part) => `${card}.emails[].${part}`),
          ...['company', 'department', 'title'].map((part) => `${card}.org.${part}`),
          `${card}.addresses[].*`,
          ...['url', 'type'].map((part) => `${card}.urls[].${part}`),
          `${card}.birthday`,
        ],
        interactions: byKeebai('sendContactsMessage'),
      },
      hubmessage: { absent: 'A contact is a name, whose first word is the first name, and its phones.' },
    },
    {
      id: 'buttons.operation',
      keebai: {
        fields: ['sendInteractiveButtons operation'],
        interactions: [...byKeebai('sendInteractiveButtons'), 'sendInteractiveButtons answers 202: minimal'],
      },
      hubmessage: {
        fields: ['sendMessage operation', `${content}.type=INTERACTIVE_BUTTON`],
        interactions: sent('buttons'),
      },
      by: 'operation',
    },
    {
      id: 'buttons.body',
      keebai: {
        fields: ['sendInteractiveButtons request.body.body_text'],
        interactions: byKeebai('sendInteractiveButtons'),
      },
      hubmessage: { fields: [`${content}.body.message`], interactions: sent('buttons') },
      by: 'same',
    },
    {
      id: 'buttons.buttons',
      keebai: {
        fields: ['id', 'title'].map((part) => `sendInteractiveButtons request.body.buttons[].${part}`),
        interactions: byKeebai('sendInteractiveButtons'),
      },
      hubmessage: { fields: ['id', 'title'].map((part) => `${item}.${part}`), interactions: sent('buttons') },
      by: 'same',
      note: 'Keebai refuses a title of more than 20 characters, HubMessage cuts it.',
    },
    {
      id: 'buttons.edges',
      keebai: {
        fields: [`${withHeader} request.body.header.type`, 'sendInteractiveButtons request.body.header.text'],
        interactions: byKeebai('sendInteractiveButtons'),
      },
      hubmessage: { absent: 'The header of buttons is a picture or a video there, and that of an action a text.' },
    },
    {
      id: 'buttons.footer',
      keebai: {
        fields: ['sendInteractiveButtons request.body.footer_text'],
        interactions: byKeebai('sendInteractiveButtons'),
      },
      hubmessage: { absent: 'Its buttons have no footer.' },
    },
    {
      id: 'action.operation',
      keebai: { fields: ['sendInteractiveCtaUrl operation'], interactions: byKeebai('sendInteractiveCtaUrl') },
      hubmessage: {
        fields: ['sendMessage operation', `${content}.type=INTERACTIVE_ACTION`, `${item}.name=URL`],
        interactions: sent('action'),
      },
      by: 'operation',
      notExecuted: noId,
    },
    {
      id: 'action.texts',
      keebai: {
        fields: ['header.text', 'body_text', 'footer_text', 'display_text', 'url'].map(
          (part) => `sendInteractiveCtaUrl request.body.${part}`,
        ),
        interactions: byKeebai('sendInteractiveCtaUrl'),
      },
      hubmessage: {
        fields: [
          `${content}.header.message`,
          `${content}.body.message`,
          `${content}.footer.message`,
          `${item}.title`,
          `${item}.url`,
        ],
        interactions: sent('action'),
      },
      by: 'same',
      notExecuted: noId,
    },
  ],
} as const satisfies Subject
