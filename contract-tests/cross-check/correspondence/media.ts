import type { Subject } from '../entry.ts'
import { mediaSends } from './places.ts'

const byLink = (operation: string) => `${operation} answers 202: sent`

const files = 'getMedia|downloadMedia|deleteMedia'

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
          'sendImageMessage answers 202: media_id',
          'sendAudioMessage answers 202: voice',
        ],
      },
      hubmessage: { absent: 'Its document holds no sends of media.' },
    },
    {
      id: 'media.upload',
      keebai: {
        fields: [
          'uploadMedia operation',
          ...['file', 'phone_number_id', 'type', 'filename'].map((field) => `uploadMedia request.body.${field}`),
          ...['media_id', 'mime_type', 'size'].map((member) => `uploadMedia 201.body.${member}`),
        ],
        interactions: ['uploadMedia answers 201: uploaded'],
      },
      hubmessage: { absent: 'It documents no uploads; media are sent by their address.' },
    },
    {
      id: 'media.files',
      keebai: {
        fields: [
          `${files} operation`,
          `${files} request.path.mediaId`,
          `${files} request.query.phone_number_id`,
          ...['id', 'url', 'mime_type', 'file_size', 'sha256', 'messaging_product'].map(
            (member) => `getMedia 200.body.${member}`,
          ),
          'downloadMedia 200.body',
        ],
        interactions: [
          'getMedia answers 200: media',
          'downloadMedia answers 200: bytes',
          'deleteMedia answers 204: done',
        ],
      },
      hubmessage: { absent: 'It documents no files of its own.' },
    },
    {
      id: 'media.received',
      keebai: {
        fields: ['whatsapp.message.received body.data.type=image|audio|video|document|sticker'],
        interactions: ['image', 'audio', 'video', 'document', 'sticker'].map(
          (kind) => `event whatsapp.message.received: ${kind}`,
        ),
      },
      hubmessage: { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' },
    },
  ],
} as const satisfies Subject
