import { keebai } from '../../../client/index.ts'
import type { Answer, Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, idempotencyKey, nothing } from './literals.ts'

const withKey = { headers: { 'Idempotency-Key': idempotencyKey } }
const byPhoneNumber = { body: 'phone_number_id' }

const broadcastId = '65f4b5c6d7e8f9a0b1c2d3e4'

/** What text and template answer alike. */
const sends: Record<string, Answer> = {
  '202 channel_id': { given: [connectedChannel] },
  '202 phone_number_id': { given: [connectedChannel], request: byPhoneNumber },
  '400 channel_disconnected': { given: [{ state: 'a disconnected channel', params: { channel_id: channelId } }] },
  '400 channel_missing_access_token': {
    given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '190' } }],
    request: byPhoneNumber,
  },
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
  '502 not_sent': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }], request: byPhoneNumber },
  '502 outcome_unknown': { given: [connectedChannel, { state: 'WhatsApp does not answer' }], request: byPhoneNumber },
}

const refuses = (code: string): Answer => ({
  given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code } }],
  request: byPhoneNumber,
})

const broadcast = (state: string): Given => ({ state, params: { broadcast_id: broadcastId } })

export const messages: Record<string, Subject> = {
  sendTextMessage: {
    call: keebai.sendTextMessage,
    request: { body: 'channel_id' },
    answers: {
      ...sends,
      '400 validation': { request: { body: { to: '5491155555555', channel_id: channelId, text: 'Hola' } } },
      '502 refused': refuses('131047'),
    },
  },
  sendTemplateMessage: {
    call: keebai.sendTemplateMessage,
    request: { body: 'channel_id' },
    answers: {
      ...sends,
      '400 validation': {
        request: { body: { to: '5491155555555', channel_id: channelId, template_name: 'welcome_v2', language: 'es' } },
      },
      '400 qr_channel': { given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }] },
      '502 refused': refuses('132001'),
    },
  },
  sendBulk: {
    call: keebai.sendBulk,
    request: { body: 'channel_id' },
    answers: {
      '202 channel_id': sends['202 channel_id'] as Answer,
      '202 phone_number_id': sends['202 phone_number_id'] as Answer,
      '400 validation': {
        request: {
          body: {
            channel_id: channelId,
            template_name: 'welcome_v2',
            language: 'es',
            recipients: ['+5491155555555', '5491155555555', '+5511999999999', '+911'].map((to) => ({ to })),
          },
        },
      },
      '400 no_recipients': {
        request: { body: { channel_id: channelId, template_name: 'welcome_v2', language: 'es', recipients: [] } },
      },
      '400 qr_channel': { given: [{ state: 'a connected QR channel', params: { channel_id: channelId } }] },
      '400 channel_disconnected': sends['400 channel_disconnected'] as Answer,
      '404 channel_not_found': sends['404 channel_not_found'] as Answer,
      '422 key_reused': sends['422 key_reused'] as Answer,
    },
  },
  getBroadcast: {
    call: keebai.getBroadcast,
    request: { path: { broadcastId } },
    answers: {
      '200 running': { given: [broadcast('a running broadcast')] },
      '200 completed': { given: [broadcast('a completed broadcast')] },
      '200 reference': {
        given: [{ state: 'a running broadcast', params: { broadcast_id: broadcastId, dialect: 'reference' } }],
      },
      '200 failed': { given: [broadcast('a failed broadcast')] },
      '400 invalid_broadcast_id': { request: { path: { broadcastId: 'not-a-broadcast' } } },
      '404 broadcast_not_found': { given: [nothing] },
    },
  },
}
