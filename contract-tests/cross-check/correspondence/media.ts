import type { Subject } from '../entry.ts'
import { mediaSends } from './places.ts'

const byLink = (operation: string) => `${operation} answers 202: sent`

export const media = {
  title: 'Media',
  about: 'The document of HubMessage holds no send, upload or download of media. Keebai tells what was received.',
  entries: [
    {
      id: 'media.send',
      keebai: {
        fields: [
          `${mediaSends} operation`,
          `${mediaSends} request.body.link`,
          `${mediaSends} request.body.media_id`,
          'sendImageMessage|sendVideoMessage|sendDocumentMessage request.body.caption',
          'sendDocumentMessage request.body.filename',
          'sendAudioMessage request.body.voice',
        ],
        interactions: [
          ...mediaSends.split('|').map(byLink),
          'sendImageMessage answers 202: channel_id',
          'sendAudioMessage answers 202: voice',
        ],
      },
      hubmessage: { absent: 'Its document holds no sends of media.' },
    },
    {
      id: 'media.received',
      keebai: { fields: ['whatsapp.message.received body.data.type=image|audio|video|document|sticker'] },
      hubmessage: { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' },
    },
  ],
} as const satisfies Subject
