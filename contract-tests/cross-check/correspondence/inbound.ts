import type { Subject } from '../entry.ts'

const received = ['event whatsapp.message.received']
const kinds = [
  ...['image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts'],
  ...['button_reply', 'list_reply', 'reaction', 'referral'],
].map((kind) => `event whatsapp.message.received: ${kind}`)
const text = ['sendMessage answers 200: accepted']
const noWebhooks = { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' }

const media = ['image', 'video', 'audio', 'document', 'sticker'].flatMap((kind) =>
  ['id', 'mime_type', 'sha256', 'caption', 'filename', 'voice', 'animated'].map((member) => `${kind}.${member}`),
)
const receivedMembers = [
  ...media,
  ...['latitude', 'longitude', 'name', 'address'].map((member) => `location.${member}`),
  ...['formatted_name', 'first_name', 'last_name'].map((member) => `contacts[].name.${member}`),
  ...['phone', 'type', 'wa_id'].map((member) => `contacts[].phones[].${member}`),
  'interactive.type',
  ...['id', 'title'].map((member) => `interactive.button_reply.${member}`),
  ...['id', 'title', 'description'].map((member) => `interactive.list_reply.${member}`),
  'reaction.message_id',
  'reaction.emoji',
  'order',
  'system',
  'edit',
  'revoke',
  'unsupported.type',
  'unsupported.content',
  'unsupported.errors[]',
  ...['source_url', 'source_id', 'source_type', 'headline', 'body', 'media_type', 'ctwa_clid'].map(
    (member) => `referral.${member}`,
  ),
  ...['image_url', 'video_url', 'thumbnail_url'].map((member) => `referral.${member}`),
  'context.id',
  'context.from',
]

export const inbound = {
  title: 'Inbound messages',
  about: 'Who wrote is who is answered. The rest of a received message is told by Keebai alone.',
  entries: [
    {
      id: 'inbound.from',
      keebai: { fields: ['whatsapp.message.received body.data.from'], interactions: received },
      hubmessage: { fields: ['sendMessage request.body.recipient.identifier'], interactions: text },
      by: 'phoneNumber',
      note: 'The answer goes to the number the message came from.',
    },
    {
      id: 'inbound.contact',
      keebai: { fields: ['whatsapp.message.received body.data.contact.wa_id'], interactions: received },
      hubmessage: { fields: ['sendMessage request.body.recipient.identifier'], interactions: text },
      by: 'same',
    },
    {
      id: 'inbound.message',
      keebai: {
        fields: [
          'whatsapp.message.received event',
          'whatsapp.message.received body.data.to',
          'whatsapp.message.received body.data.message_id',
          'whatsapp.message.received body.data.id',
          'whatsapp.message.received body.data.type=text|location|contacts|interactive|reaction|order|system|edit|revoke|unsupported',
          'whatsapp.message.received body.data.text.body',
          'whatsapp.message.received body.data.timestamp',
          'whatsapp.message.received body.data.contact.profile.name',
          'whatsapp.message.received body.data.contact.profile.username',
          'whatsapp.message.received body.data.contact.user_id',
          ...receivedMembers.map((member) => `whatsapp.message.received body.data.${member}`),
        ],
        interactions: [...received, ...kinds],
      },
      hubmessage: noWebhooks,
    },
  ],
} as const satisfies Subject
