import { hubmessage } from '../../../client/index.ts'
import type { Answer, Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, keyWithoutRole, nothing } from './literals.ts'

const webhookId = '8F2C00000000000000000000000000A1'
const ofChannel: Given = { state: 'a channel webhook', params: { channel_id: channelId, webhook_id: webhookId } }
const ofTemplates: Given = { state: 'a template webhook', params: { webhook_id: webhookId } }
const templateUrl: Given = {
  state: 'a template webhook',
  params: { webhook_id: webhookId, url: 'https://hooks.example.com/templates' },
}
const role = { '422 enterprise_required': { given: [connectedChannel, keyWithoutRole] } }
const unknown = { '404 webhook_not_found': { given: [connectedChannel] } }
const ownAttributes = { asSent: ['/customAttributes'] }
const created = (body: string): Record<string, Answer> => ({
  [`201 ${body}`]: { given: [connectedChannel], request: { body }, ...ownAttributes },
})
const noRole = { '422 enterprise_required': { given: [keyWithoutRole] } }

export const webhooks: Record<string, Subject> = {
  createChannelWebhook: {
    call: hubmessage.createChannelWebhook,
    request: { path: { channelId }, body: 'signed' },
    answers: {
      '201 created': { given: [connectedChannel], ...ownAttributes },
      '201 unsigned': { given: [connectedChannel], request: { body: 'minimal' }, ...ownAttributes },
      ...created('open'),
      ...created('api_key'),
      ...created('basic'),
      ...created('custom_header'),
      '400 url_required': { given: [connectedChannel], request: { body: { events: ['MESSAGE_RECEIVED'] } } },
      '404 channel_not_found': { given: [nothing] },
      ...role,
    },
  },
  listChannelWebhooks: {
    call: hubmessage.listChannelWebhooks,
    request: { path: { channelId } },
    answers: {
      '200 webhooks': { given: [connectedChannel, ofChannel] },
      '200 none': { given: [connectedChannel] },
      '404 channel_not_found': { given: [nothing] },
      ...role,
    },
  },
  getChannelWebhook: {
    call: hubmessage.getChannelWebhook,
    request: { path: { channelId, webhookId } },
    answers: { '200 webhook': { given: [connectedChannel, ofChannel] }, ...unknown, ...role },
  },
  updateChannelWebhook: {
    call: hubmessage.updateChannelWebhook,
    request: { path: { channelId, webhookId }, body: 'pause' },
    answers: {
      '200 paused': { given: [connectedChannel, ofChannel] },
      '200 rotated': { given: [connectedChannel, ofChannel], request: { body: 'rotate' } },
      ...unknown,
      ...role,
    },
  },
  deleteChannelWebhook: {
    call: hubmessage.deleteChannelWebhook,
    request: { path: { channelId, webhookId } },
    answers: { '204 done': { given: [connectedChannel, ofChannel] }, ...unknown, ...role },
  },
  createTemplateWebhook: {
    call: hubmessage.createTemplateWebhook,
    request: { body: 'signed' },
    answers: {
      '201 created': {},
      '201 unsigned': { given: [nothing], request: { body: 'minimal' } },
      '201 bearer': { given: [nothing], request: { body: 'bearer' } },
      '400 url_required': { given: [nothing], request: { body: { events: ['UPDATE_TEMPLATE_STATUS'] } } },
      '422 template_events_only': {
        given: [nothing],
        request: { body: { url: 'https://hooks.example.com/templates', events: ['MESSAGE_RECEIVED'] } },
      },
      ...noRole,
    },
  },
  listTemplateWebhooks: {
    call: hubmessage.listTemplateWebhooks,
    request: {},
    answers: { '200 webhooks': { given: [ofTemplates] }, '200 none': { given: [nothing] }, ...noRole },
  },
  getTemplateWebhook: {
    call: hubmessage.getTemplateWebhook,
    request: { path: { webhookId } },
    answers: {
      '200 webhook': { given: [templateUrl] },
      '404 webhook_not_found': { given: [nothing] },
      ...noRole,
    },
  },
  updateTemplateWebhook: {
    call: hubmessage.updateTemplateWebhook,
    request: { path: { webhookId }, body: 'open' },
    answers: {
      '200 open': { given: [templateUrl] },
      '200 rotated': { given: [templateUrl], request: { body: 'rotate' } },
      '404 webhook_not_found': { given: [nothing] },
      '422 template_events_only': { given: [templateUrl], request: { body: { events: ['BLOCK'] } } },
      ...noRole,
    },
  },
  deleteTemplateWebhook: {
    call: hubmessage.deleteTemplateWebhook,
    request: { path: { webhookId } },
    answers: {
      '204 done': { given: [templateUrl] },
      '404 webhook_not_found': { given: [nothing] },
      ...noRole,
    },
  },
}
