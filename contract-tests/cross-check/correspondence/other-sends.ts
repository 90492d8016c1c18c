import type { Subject } from '../entry.ts'

const lists = 'sendInteractiveList request.body.sections[]'

export const otherSends = {
  title: 'Reactions, lists, the catalogue, raw bodies',
  about: 'What Keebai alone sends. Each answers as text by `phone_number_id` does, whoever is named as sender.',
  entries: [
    {
      id: 'other-sends.sender',
      keebai: {
        fields: ['phone_number_id', 'channel_id'].map((one) => `sendRawMessage|markMessageRead request.body.${one}`),
        interactions: ['sendRawMessage answers 202: sent', 'markMessageRead answers 200: done'],
      },
      hubmessage: { absent: 'The channel of the path is the sender.' },
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
      hubmessage: { absent: 'It documents no reactions.' },
    },
    {
      id: 'other-sends.lists',
      keebai: {
        fields: [
          'sendInteractiveList|sendInteractiveCatalog operation',
          'sendInteractiveList|sendInteractiveCatalog request.body.body_text',
          'sendInteractiveList|sendInteractiveCatalog request.body.footer_text',
          'sendInteractiveList request.body.header.type',
          'sendInteractiveList request.body.header.text',
          'sendInteractiveList request.body.button_text',
          `${lists}.title`,
          ...['id', 'title', 'description'].map((part) => `${lists}.rows[].${part}`),
          'sendInteractiveCatalog request.body.thumbnail_product_retailer_id',
        ],
        interactions: ['sendInteractiveList answers 202: sent', 'sendInteractiveCatalog answers 202: sent'],
      },
      hubmessage: { absent: 'It documents neither lists nor the catalogue.' },
    },
    {
      id: 'other-sends.raw',
      keebai: {
        fields: ['sendRawMessage operation', 'sendRawMessage request.body.body'],
        interactions: ['sendRawMessage answers 202: sent'],
      },
      hubmessage: { absent: 'It takes no bodies of Meta.' },
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
        interactions: [
          'markMessageRead answers 200: done',
          'markMessageRead answers 200: typing',
          'markMessageRead answers 200: still',
        ],
      },
      hubmessage: { absent: 'It documents no read receipts.' },
    },
  ],
} as const satisfies Subject
