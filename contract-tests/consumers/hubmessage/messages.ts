import { hubmessage } from '../../../client/index.ts'
import type { JsonObject } from '../../json.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, idempotencyKey, nothing, recipient } from './literals.ts'

const withKey = { headers: { 'Idempotency-Key': idempotencyKey } }
const accepted = { given: [connectedChannel], example: 'accepted' }
const sent = (body: string) => ({ ...accepted, request: { body } })
const qrChannel: Given = { state: 'a connected QR channel', params: { channel_id: channelId } }

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
      '200 contact': sent('contact'),
      '200 location': sent('location'),
      '200 buttons': sent('buttons'),
      '200 action': sent('action'),
      '200 template': sent('template'),
      '200 template_without_values': sent('template_without_values'),
      '200 template_with_named_values': sent('template_with_named_values'),
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
      '502 outcome_unknown': { given: [connectedChannel, { state: 'WhatsApp does not answer' }] },
    },
  },
}
