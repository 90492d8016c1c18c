import { keebai } from '../../../client/index.ts'
import type { JsonObject } from '../../json.ts'
import type { Answer, Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, idempotencyKey, nothing } from './literals.ts'

const withKey = { headers: { 'Idempotency-Key': idempotencyKey } }
const disconnected: Given = { state: 'a disconnected channel', params: { channel_id: channelId } }
const upstream = (state: string, params?: Given['params']): Given[] => [
  connectedChannel,
  { state, ...(params && { params }) },
]

/** What every send answers that waits for WhatsApp, whoever is named as sender. */
const sends: Record<string, Answer> = {
  '202 sent': { given: [connectedChannel] },
  '400 channel_disconnected': { given: [disconnected] },
  '400 channel_missing_access_token': { given: upstream('WhatsApp refuses the send', { code: '190' }) },
  '404 channel_not_found': { given: [nothing] },
  '409 in_flight': {
    given: upstream('a send with this idempotency key is in flight', { idempotency_key: idempotencyKey }),
    request: withKey,
  },
  '422 key_reused': {
    given: upstream('this idempotency key was used for another send', { idempotency_key: idempotencyKey }),
    request: withKey,
  },
  '502 not_sent': { given: upstream('WhatsApp cannot be reached') },
  '502 refused': { given: upstream('WhatsApp refuses the send', { code: '131047' }) },
  '502 outcome_unknown': { given: upstream('WhatsApp does not answer') },
}

/** The same answer to another documented request. */
const alsoSent = (body: string): Record<string, Answer> => ({
  [`202 ${body}`]: { given: [connectedChannel], request: { body }, example: 'sent' },
})

const to = '+5491155555555'
const sender = { phone_number_id: '100000000000001' }

const mediaSends: Record<string, Answer> = {
  ...sends,
  '404 media_not_found': {
    given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }],
    request: { body: { channel_id: channelId, to, media_id: 'med_unknown' } },
  },
  '400 media_reference_required': { given: [connectedChannel], request: { body: { ...sender, to } } },
  '400 media_reference_ambiguous': {
    given: [connectedChannel],
    request: { body: { ...sender, to, link: 'https://cdn.example.com/menu.jpg', media_id: '1013859600285441' } },
  },
}

/** A QR channel has a number id of its own, so it is named by its channel. */
const cloudApiSends = (body: JsonObject): Record<string, Answer> => ({
  ...sends,
  '400 qr_channel': {
    given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }],
    request: { body: { channel_id: channelId, ...body } },
  },
})

const shortText = { to, body_text: 'Llegó tu pedido.' }

export const singleSends: Record<string, Subject> = {
  sendImageMessage: {
    call: keebai.sendImageMessage,
    request: { body: 'link' },
    answers: {
      ...mediaSends,
      ...alsoSent('channel_id'),
      '202 media_id': {
        given: [connectedChannel, { state: 'an uploaded medium', params: { media_id: '1013859600285441' } }],
        request: { body: 'media_id' },
        example: 'sent',
      },
    },
  },
  sendVideoMessage: { call: keebai.sendVideoMessage, request: { body: 'link' }, answers: mediaSends },
  sendAudioMessage: {
    call: keebai.sendAudioMessage,
    request: { body: 'link' },
    answers: { ...mediaSends, ...alsoSent('voice') },
  },
  sendDocumentMessage: { call: keebai.sendDocumentMessage, request: { body: 'link' }, answers: mediaSends },
  sendStickerMessage: { call: keebai.sendStickerMessage, request: { body: 'link' }, answers: mediaSends },
  sendLocationMessage: {
    call: keebai.sendLocationMessage,
    request: { body: 'place' },
    answers: { ...sends, ...alsoSent('point') },
  },
  sendContactsMessage: {
    call: keebai.sendContactsMessage,
    request: { body: 'card' },
    answers: { ...sends, ...alsoSent('name') },
  },
  sendReactionMessage: {
    call: keebai.sendReactionMessage,
    request: { body: 'reaction' },
    answers: { ...sends, ...alsoSent('removal') },
  },
  sendInteractiveButtons: {
    call: keebai.sendInteractiveButtons,
    request: { body: 'buttons' },
    answers: {
      ...cloudApiSends({ ...shortText, buttons: [{ id: 'thanks', title: 'Gracias' }] }),
      ...alsoSent('minimal'),
    },
  },
  sendInteractiveList: {
    call: keebai.sendInteractiveList,
    request: { body: 'list' },
    answers: cloudApiSends({ ...shortText, button_text: 'Ver', sections: [{ rows: [{ id: 'a', title: 'A' }] }] }),
  },
  sendInteractiveCtaUrl: {
    call: keebai.sendInteractiveCtaUrl,
    request: { body: 'link' },
    answers: cloudApiSends({ ...shortText, display_text: 'Ver', url: 'https://shop.example.com' }),
  },
  sendInteractiveCatalog: {
    call: keebai.sendInteractiveCatalog,
    request: { body: 'catalog' },
    answers: cloudApiSends(shortText),
  },
  sendRawMessage: {
    call: keebai.sendRawMessage,
    request: { body: 'text' },
    answers: cloudApiSends({ body: { to, type: 'text', text: { body: 'Hola' } } }),
  },
  markMessageRead: {
    call: keebai.markMessageRead,
    request: { body: 'read' },
    answers: {
      '200 done': { given: [connectedChannel, { state: 'a received message' }] },
      '200 typing': {
        given: [connectedChannel, { state: 'a received message' }],
        request: { body: 'typing' },
        example: 'done',
      },
      '200 still': {
        given: [connectedChannel, { state: 'a received message' }],
        request: { body: 'still' },
        example: 'done',
      },
      '400 validation': { request: { body: { ...sender, message_id: 'ABEGkYaYVSEEAgo' } } },
      '400 channel_disconnected': { given: [disconnected] },
      '400 channel_missing_access_token': { given: upstream('WhatsApp refuses the send', { code: '190' }) },
      '404 channel_not_found': { given: [nothing] },
      '502 not_sent': { given: upstream('WhatsApp cannot be reached') },
      '502 refused': { given: [connectedChannel] },
    },
  },
}
