import type { Subject } from '../entry.ts'
import { mediaSends } from './places.ts'

const content = 'sendMessage request.body.content'
const item = `${content}.attachments[]`
const fetched =
  'What WhatsApp fetches by an address on one side is uploaded on the other, so it is stored and shown in another way; tests over the wire show each.'
const sends = [
  ['sendImageMessage', 'IMAGE', 'image'],
  ['sendVideoMessage', 'VIDEO', 'video'],
  ['sendAudioMessage', 'AUDIO', 'audio'],
  ['sendDocumentMessage', 'DOCUMENT', 'document'],
  ['sendStickerMessage', 'STICKER', 'sticker'],
] as const
const more: Record<string, string[]> = {
  sendImageMessage: ['sendImageMessage answers 202: channel_id'],
}

const files = 'getMedia|downloadMedia|deleteMedia'

export const media = {
  title: 'Media',
  about:
    'HubMessage fetches a file, converts it where it has to be and hands it to WhatsApp; Keebai names an address to WhatsApp, or a file that was uploaded.',
  entries: [
    ...sends.map(([operation, type, name]) => ({
      id: `media.${name}`,
      keebai: {
        fields: [`${operation} operation`],
        interactions: [`${operation} answers 202: sent`, ...(more[operation] ?? [])],
      },
      hubmessage: {
        fields: ['sendMessage operation', `${content}.type=${type}`],
        interactions: [
          `sendMessage answers 200: ${name}`,
          ...(name === 'image' ? ['sendMessage answers 200: image_data'] : []),
        ],
      },
      by: 'operation' as const,
      notExecuted: fetched,
    })),
    {
      id: 'media.link',
      keebai: { fields: [`${mediaSends} request.body.link`], interactions: ['sendImageMessage answers 202: sent'] },
      hubmessage: { fields: [`${item}.url`], interactions: ['sendMessage answers 200: image'] },
      by: 'same',
      notExecuted: fetched,
    },
    {
      id: 'media.caption',
      keebai: {
        fields: ['sendImageMessage|sendVideoMessage|sendDocumentMessage request.body.caption'],
        interactions: ['sendImageMessage answers 202: sent'],
      },
      hubmessage: { fields: [`${item}.caption`], interactions: ['sendMessage answers 200: image'] },
      by: 'same',
      notExecuted: fetched,
    },
    {
      id: 'media.filename',
      keebai: {
        fields: ['sendDocumentMessage request.body.filename'],
        interactions: ['sendDocumentMessage answers 202: sent'],
      },
      hubmessage: {
        fields: [`${item}.name`, `${item}.extension`],
        interactions: ['sendMessage answers 200: document'],
      },
      by: 'anyText',
      note: 'One name there, its two parts here.',
      notExecuted: fetched,
    },
    {
      id: 'media.by-id',
      keebai: {
        fields: [`${mediaSends} request.body.media_id`, 'sendAudioMessage request.body.voice'],
        interactions: ['sendImageMessage answers 202: media_id', 'sendAudioMessage answers 202: voice'],
      },
      hubmessage: { absent: 'A file is named by its address or stands in the request, and none is a voice message.' },
    },
    {
      id: 'media.above-buttons',
      keebai: { absent: 'What stands above its buttons is a text.' },
      hubmessage: {
        fields: [`${content}.body.thumbnail`, `${content}.body.mimeType`],
        interactions: ['sendMessage answers 200: buttons_picture'],
      },
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
