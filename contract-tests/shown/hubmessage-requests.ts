import type { Json, JsonObject } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { ShownRequest } from './shown.ts'

const channelId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
const webhookId = '8F2C00000000000000000000000000A1'
const signup = { wabaId: '428083093730937', phoneId: '123456789012345', code: 'ABC123DEF456', coexistence: false }

const connected: ProviderState = { name: 'a connected Cloud API channel', params: { channel_id: channelId } }
const disconnected: ProviderState = { name: 'a disconnected channel', params: { channel_id: channelId } }
const paid: ProviderState = {
  name: 'a channel subscription',
  params: { channel_id: channelId, subscription: 'PAID' },
}
const waiting: ProviderState = {
  name: 'a channel that waits for its signup',
  params: { channel_id: channelId, waba_id: signup.wabaId, phone_id: signup.phoneId, code: signup.code },
}
const channelWebhook: ProviderState = {
  name: 'a channel webhook',
  params: { channel_id: channelId, webhook_id: webhookId },
}
const templateWebhook: ProviderState = { name: 'a template webhook', params: { webhook_id: webhookId } }

const url = 'https://hooks.example.com/hubmessage'
const auths: Json[] = [
  { type: 'NONE' },
  { type: 'BEARER', token: 'secret-token' },
  { type: 'API_KEY', key: 'secret-key' },
  { type: 'BASIC', username: 'shop', password: 'secret' },
  { type: 'CUSTOM_HEADER', headerName: 'X-Shop', headerValue: 'secret' },
]

const flatAuths: JsonObject[] = [
  { authType: 'BEARER', token: 'secret-token' },
  { authType: 'API_KEY', key: 'secret-key' },
]
const changesOfChannel: Json[] = [{ status: 'DISABLED' }, { signing: true }, { events: ['CONNECTED', 'DISCONNECTED'] }]
const changesOfTemplates: Json[] = [{ signing: false }, { authType: 'NONE' }, { signing: true }]

export const requests: ShownRequest[] = [
  {
    page: 'channels',
    operation: 'createChannel',
    given: [],
    answered: 201,
    body: { name: 'Atendimento', type: 'META_WHATSAPP' },
  },
  { page: 'channels', operation: 'connectChannel', given: [waiting], path: { channelId }, answered: 200, body: signup },
  {
    page: 'channels',
    operation: 'cancelChannel',
    given: [connected, paid],
    path: { channelId },
    query: { cancel: 'true' },
    answered: 204,
    body: { cancelReason: 'The shop closes' },
  },
  {
    page: 'channels',
    operation: 'deleteChannel',
    given: [disconnected],
    path: { channelId },
    answered: 204,
    body: { cancelReason: 'The shop closes' },
  },
  ...auths.map((auth): ShownRequest => {
    const body = { url, description: 'CRM', events: ['MESSAGE_RECEIVED', 'MESSAGE_STATUS'], signing: true, auth }
    const rest = { payloadFormat: 'DEFAULT', customAttributes: { team: 'sales' } }
    const request = { given: [connected], path: { channelId }, answered: 201, body: { ...body, ...rest } }
    return { page: 'webhooks', operation: 'createChannelWebhook', ...request }
  }),
  ...changesOfChannel.map((body): ShownRequest => {
    const path = { channelId, webhookId }
    const given = [connected, channelWebhook]
    return { page: 'webhooks', operation: 'updateChannelWebhook', given, path, answered: 200, body }
  }),
  ...flatAuths.map((auth): ShownRequest => {
    const body = { url, events: ['UPDATE_TEMPLATE_STATUS', 'UPDATE_TEMPLATE_CATEGORY'], signing: true, ...auth }
    return { page: 'template webhooks', operation: 'createTemplateWebhook', given: [], answered: 201, body }
  }),
  ...changesOfTemplates.map((body): ShownRequest => {
    const request = { given: [templateWebhook], path: { webhookId }, answered: 200, body }
    return { page: 'template webhooks', operation: 'updateTemplateWebhook', ...request }
  }),
]
