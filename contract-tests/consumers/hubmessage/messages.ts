import { hubmessage } from '../../../client/index.ts'
import type { Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, idempotencyKey, nothing, recipient } from './literals.ts'

const withKey = { headers: { 'Idempotency-Key': idempotencyKey } }
const asTemplate = { given: [connectedChannel], example: 'accepted' }

export const messages: Record<string, Subject> = {
  sendMessage: {
    call: hubmessage.sendMessage,
    request: { path: { channelId }, body: 'text' },
    answers: {
      '200 accepted': { given: [connectedChannel] },
      '200 template': { ...asTemplate, request: { body: 'template' } },
      '200 template_without_values': { ...asTemplate, request: { body: 'template_without_values' } },
      '200 template_with_named_values': { ...asTemplate, request: { body: 'template_with_named_values' } },
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
        given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }],
        request: { body: 'template_without_values' },
      },
      '502 not_sent': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }] },
      '502 refused': { given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '132001' } }] },
      '502 outcome_unknown': { given: [connectedChannel, { state: 'WhatsApp does not answer' }] },
    },
  },
}
