import { keebai } from '../../../client/index.ts'
import type { Answer, Given, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, nothing, qrChannel, qrChannelId } from './literals.ts'

const templateId = '65f3a1b2c3d4e5f6a7b8c9d0'
const template = (params: Given['params'] = {}): Given => ({
  state: 'a template',
  params: { template_id: templateId, template_name: 'welcome_v2', language: 'es', channel_id: channelId, ...params },
})
const another = template({ template_id: '65f3a1b2c3d4e5f6a7b8c9d1', template_name: 'order_confirmation' })
const editedToday: Given = { ...template(), state: 'a template that was edited today' }
const disconnected: Given = { state: 'a disconnected channel', params: { channel_id: channelId } }

const taken = {
  channel_id: channelId,
  name: 'welcome_v2',
  language: 'es',
  category: 'MARKETING',
  components: [{ type: 'BODY', text: 'Hola otra vez.' }],
}

/** What everything that asks Meta about templates answers alike. */
const upstream: Record<string, Answer> = {
  '400 channel_disconnected': { given: [disconnected] },
  '400 channel_missing_access_token': {
    given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '190' } }],
  },
  '404 channel_not_found': { given: [nothing] },
  '502 not_sent': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }] },
  '502 refused': { given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '131031' } }] },
}

/** A change is of a template that is there. */
const ofTemplate = Object.fromEntries(
  Object.entries(upstream).map(([name, { given = [] }]) => [
    name,
    name.startsWith('502') || name.endsWith('token') ? { given: [template(), ...given.slice(1)] } : { given },
  ]),
)

export const templates: Record<string, Subject> = {
  listTemplates: {
    call: keebai.listTemplates,
    request: { query: { channel_id: channelId } },
    answers: {
      ...upstream,
      '200 templates': { given: [another, template()] },
      '200 by_cursor': {
        given: [another, template()],
        request: { query: { cursor: 'tp_0', limit: '1' } },
      },
      '200 none': { given: [template({ status: 'PENDING' })] },
      '400 validation': { given: [connectedChannel], request: { query: { status: 'NEW' } } },
      '400 qr_channel': { given: [qrChannel], request: { query: { channel_id: qrChannelId } } },
    },
  },
  createTemplate: {
    call: keebai.createTemplate,
    request: { body: 'named' },
    answers: {
      ...upstream,
      '201 created': { given: [connectedChannel] },
      '201 created_positional': { given: [connectedChannel], request: { body: 'positional' } },
      '400 validation': {
        given: [connectedChannel],
        request: {
          body: {
            channel_id: channelId,
            name: 'appointment_reminder',
            language: 'es',
            category: 'UTILITY',
            components: [{ type: 'BODY', text: 'Hola {{nombre}}.' }],
          },
        },
      },
      '400 qr_channel': {
        given: [qrChannel],
        request: {
          body: {
            channel_id: qrChannelId,
            name: 'appointment_reminder',
            language: 'es',
            category: 'UTILITY',
            components: [{ type: 'BODY', text: 'Hola.' }],
          },
        },
      },
      '409 template_exists': { given: [template()], request: { body: taken } },
    },
  },
  getTemplate: {
    call: keebai.getTemplate,
    request: { path: { id: templateId } },
    answers: {
      '200 approved': { given: [template()] },
      '200 rejected': { given: [template({ status: 'REJECTED', reason: 'INVALID_FORMAT' })] },
      '404 template_not_found': { given: [nothing] },
    },
  },
  updateTemplate: {
    call: keebai.updateTemplate,
    request: { path: { id: templateId }, body: 'text' },
    answers: {
      ...ofTemplate,
      '200 reviewed_again': { given: [template()] },
      '200 called_otherwise': { given: [template()], request: { path: { id: templateId }, body: 'status' } },
      '400 validation': { given: [template()], request: { path: { id: templateId }, body: { status: 'NEW' } } },
      '400 qr_channel': {
        given: [qrChannel],
        request: { path: { id: templateId }, body: { channel_id: qrChannelId, status: 'PAUSED' } },
      },
      '404 template_not_found': { given: [connectedChannel] },
      '409 under_review': { given: [template({ status: 'PENDING' })] },
      '409 edited_lately': { given: [editedToday] },
      '409 fixed_member': {
        given: [template()],
        request: { path: { id: templateId }, body: { name: 'welcome_v3' } },
      },
    },
  },
}
