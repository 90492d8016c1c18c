import { hubmessage } from '../../../client/index.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, disconnectedChannel, keyWithoutRole, nothing } from './literals.ts'

const wabaId = '428083093730937'
const phoneId = '123456789012345'
const code = 'ABC123DEF456'

const waitingChannel: Given = {
  state: 'a channel that waits for its signup',
  params: { channel_id: channelId, waba_id: wabaId, phone_id: phoneId, code },
}

const subscription = (state: string): Given => ({
  state: 'a channel subscription',
  params: { channel_id: channelId, subscription: state },
})

export const channels: Record<string, Subject> = {
  createChannel: {
    call: hubmessage.createChannel,
    request: { body: 'whatsapp' },
    answers: {
      '201 created': {},
      '422 invalid_type': { request: { body: { name: 'Atendimento', type: 'BOT_TELEGRAM' } } },
      '422 enterprise_required': { given: [keyWithoutRole] },
    },
  },
  connectChannel: {
    call: hubmessage.connectChannel,
    request: { path: { channelId }, body: 'signup' },
    answers: {
      '200 connected': { given: [waitingChannel] },
      '200 coexistence': { given: [waitingChannel], request: { body: 'coexistence' }, example: 'connected' },
      '400 code_refused': { given: [waitingChannel, { state: 'the signup code is refused', params: { code } }] },
      '404 channel_not_found': { given: [nothing] },
      '422 already_connected': { given: [connectedChannel] },
      '422 invalid_type': {
        given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }],
      },
      '422 phone_id_required': {
        given: [
          {
            state: 'a channel that waits for a signup with two numbers',
            params: { channel_id: channelId, waba_id: wabaId, code },
          },
        ],
        request: { body: 'coexistence' },
      },
      '422 signup_mismatch': {
        given: [waitingChannel],
        request: { body: { wabaId, phoneId: '999999999999999', code, coexistence: false } },
      },
      '502 integration_error': { given: [waitingChannel, { state: 'WhatsApp cannot be reached' }] },
    },
  },
  disconnectChannel: {
    call: hubmessage.disconnectChannel,
    request: { path: { channelId } },
    answers: {
      '200 disconnected': { given: [connectedChannel] },
      '200 disconnected_before': { given: [disconnectedChannel], example: 'disconnected' },
      '404 channel_not_found': { given: [nothing] },
      '422 invalid_type': { given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }] },
      '502 integration_error': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }] },
    },
  },
  subscribeChannel: {
    call: hubmessage.subscribeChannel,
    request: { path: { channelId } },
    answers: {
      '200 subscribed': { given: [connectedChannel] },
      '404 channel_not_found': { given: [nothing] },
      '422 enterprise_required': { given: [connectedChannel, keyWithoutRole] },
      '422 subscription_terminated': { given: [connectedChannel, subscription('CANCELED')] },
      '422 credit_limit': { given: [connectedChannel, { state: 'the credit limit is reached' }] },
    },
  },
  cancelChannel: {
    call: hubmessage.cancelChannel,
    request: { path: { channelId }, query: { cancel: 'true' }, body: 'reason' },
    answers: {
      '204 done': { given: [connectedChannel, subscription('PAID')] },
      '204 trial': { example: 'done', given: [connectedChannel, subscription('TRIAL')] },
      '400 cancel_required': { given: [connectedChannel], request: { query: {} } },
      '404 channel_not_found': { given: [nothing] },
      '422 enterprise_required': { given: [connectedChannel, keyWithoutRole] },
      '422 subscription_terminated': { given: [connectedChannel, subscription('CANCELED')] },
    },
  },
  deleteChannel: {
    call: hubmessage.deleteChannel,
    request: { path: { channelId }, body: 'reason' },
    answers: {
      '204 done': { given: [disconnectedChannel] },
      '204 canceled': { example: 'done', given: [disconnectedChannel, subscription('CANCELED')] },
      '404 instance_not_found': { given: [nothing] },
      '422 enterprise_required': { given: [disconnectedChannel, keyWithoutRole] },
      '422 still_connected': { given: [connectedChannel] },
      '422 has_subscription': { given: [disconnectedChannel, subscription('CANCELLATION_PROCESS')] },
    },
  },
}
