import { hubmessage } from '../../../client/index.ts'
import type { JsonObject } from '../../json.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, idempotencyKey, nothing, recipient } from './literals.ts'

const withKey = { headers: { 'Idempotency-Key': idempotencyKey } }
const accepted = { given: [connectedChannel], example: 'accepted' }
const sent = (body: string) => ({ ...accepted, request: { body } })
const qrChannel: Given = { state: 'a connected QR channel', params: { channel_id: channelId } }

const file = (type: string, attachment: JsonObject): JsonObject => ({ type, attachments: [attachment] })
const image = (attachment: JsonObject) => file('IMAGE', attachment)
const refused = (content: JsonObject) => ({
  given: [connectedChannel],
  request: { body: { recipient: { identifier: '5511999999999' }, content } },
})

/** The vendor's own sample of actions. */
const twoActions: JsonObject = {
  recipient: { identifier: '5511999999999' },
  content: {
    type: 'INTERACTIVE_ACTION',
    body: { message: 'Precisa de ajuda?' },
    attachments: [
      { id: 'site', title: 'Abrir o site', name: 'URL', url: 'https://example.com/ajuda' },
      { id: 'ligar', title: 'Ligar', name: 'CALL', phones: ['5511999999999'] },
    ],
  },
}

export const messages: Record<string, Subject> = {
  sendMessage: {
    call: hubmessage.sendMessage,
    request: { path: { channelId }, body: 'text' },
    answers: {
      '200 accepted': { given: [connectedChannel] },
      '200 image': sent('image'),
      '200 image_data': sent('image_data'),
      '200 audio': sent('audio'),
      '200 video': sent('video'),
      '200 document': sent('document'),
      '200 sticker': sent('sticker'),
      '200 buttons_picture': sent('buttons_picture'),
      '200 contact': sent('contact'),
      '200 location': sent('location'),
      '200 buttons': sent('buttons'),
      '200 action': sent('action'),
      '200 template': sent('template'),
      '200 template_without_values': sent('template_without_values'),
      '200 template_with_named_values': sent('template_with_named_values'),
      '400 url_required': refused(image({})),
      '400 invalid_url': refused(image({ url: 'ftp://example.com/cardapio.jpg' })),
      '400 invalid_data_url': refused(image({ url: 'data:image/png;base64,iVBOR' })),
      '400 mime_not_allowed': refused(file('AUDIO', { url: 'data:audio/wav;base64,UklGRiQAAABXQVZF' })),
      '400 too_large': refused(image({ url: 'https://example.com/6-megabytes.jpg' })),
      '400 caption_too_long': refused(image({ url: 'https://example.com/cardapio.jpg', caption: 'x'.repeat(1025) })),
      '400 unsupported_attachment': refused({ type: 'IMAGE', attachments: [] }),
      '404 channel_not_found': { given: [nothing] },
      '409 in_flight': {
        given: [
          connectedChannel,
          { state: 'a send with this idempotency key is in flight', params: { idempotency_key: idempotencyKey } },
        ],
        request: withKey,
      },
      '422 key_reused': {
        given: [
          connectedChannel,
          { state: 'this idempotency key was used for another send', params: { idempotency_key: idempotencyKey } },
        ],
        request: withKey,
      },
      '422 window_closed': {
        given: [
          connectedChannel,
          { state: 'a closed conversation window', params: { channel_id: channelId, phone: recipient } },
        ],
      },
      '422 not_connected': { given: [{ state: 'a disconnected channel', params: { channel_id: channelId } }] },
      '422 templates_unsupported': {
        given: [qrChannel],
        request: { body: 'template_without_values' },
      },
      '422 content_unsupported': { given: [qrChannel], request: { body: 'buttons' } },
      '422 actions_not_supported': { given: [connectedChannel], request: { body: twoActions } },
      '502 not_sent': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }] },
      '502 refused': { given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '132001' } }] },
      '502 media_download_failed': refused(image({ url: 'https://example.com/404.jpg' })),
      '502 media_conversion_failed': refused(image({ url: 'data:image/png;base64,iVBORw0KGgoAAAAA' })),
      '502 media_upload_failed': {
        given: [connectedChannel, { state: 'WhatsApp cannot be reached' }],
        request: { body: 'image' },
      },
      '502 media_processing_failed': {
        given: [connectedChannel, { state: 'too many pictures are being converted' }],
        request: { body: 'image' },
      },
      '502 outcome_unknown': { given: [connectedChannel, { state: 'WhatsApp does not answer' }] },
    },
  },
}
