import { hubmessage } from '../../../client/index.ts'
import type { JsonObject } from '../../json.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { channelId, nothing } from './literals.ts'

const wabaId = '428083093730937'
const templateId = '1900296177408890'
const account: Given = { state: 'a connected Cloud API channel', params: { channel_id: channelId, waba_id: wabaId } }
const template = (params: JsonObject = {}): Given[] => [
  account,
  { state: 'a template of a business account', params: { channel_id: channelId, template_id: templateId, ...params } },
]
const order = (params: JsonObject = {}): Given[] =>
  template({ template_name: 'order_update_v1', category: 'UTILITY', ...params })
const noAccount = { '404 business_not_found': { given: [nothing] } }
const noTemplate = { ...noAccount, '404 template_not_found': { given: [account] } }
const unreachable = { '502 integration_error': { given: [account, { state: 'WhatsApp cannot be reached' }] } }
const refuses: Given = { state: 'WhatsApp refuses the send', params: { code: '368' } }
const created = { example: 'created', given: [account] }
const oneExampleLess = {
  name: 'order_update_v1',
  category: 'UTILITY',
  language: 'en_US',
  components: [
    {
      type: 'BODY',
      text: 'Hello {{1}}, your order {{2}} has been updated to {{3}}.',
      example: { body_text: [['Ana', 'ORD-1024']] },
    },
  ],
}

export const templates: Record<string, Subject> = {
  listBusinesses: {
    call: hubmessage.listBusinesses,
    request: {},
    answers: { '200 businesses': { given: [account] }, '200 none': { given: [nothing] } },
  },
  listTemplates: {
    call: hubmessage.listTemplates,
    request: { path: { wabaId } },
    answers: { '200 templates': { given: template() }, ...noAccount, ...unreachable },
  },
  createTemplate: {
    call: hubmessage.createTemplate,
    request: { path: { wabaId }, body: 'utility' },
    answers: {
      '200 created': { given: [account] },
      '200 marketing': { ...created, request: { body: 'marketing' } },
      '200 authentication': { ...created, request: { body: 'authentication' } },
      '400 example_missing': { given: [account], request: { body: oneExampleLess } },
      '400 meta_refused': { given: [account, refuses] },
      ...noAccount,
      '422 exists': { given: order() },
      ...unreachable,
    },
  },
  updateTemplate: {
    call: hubmessage.updateTemplate,
    request: { path: { wabaId, templateId }, body: 'edit' },
    answers: {
      '200 edited': { given: order() },
      '400 example_missing': { given: order(), request: { body: oneExampleLess } },
      '400 meta_refused': { given: [...order(), refuses] },
      ...noTemplate,
      '422 not_editable': { given: order({ status: 'PENDING' }) },
      ...unreachable,
    },
  },
  deleteTemplate: {
    call: hubmessage.deleteTemplate,
    request: { path: { wabaId, templateId } },
    answers: { '200 deleted': { given: template() }, ...noTemplate, ...unreachable },
  },
  syncTemplates: {
    call: hubmessage.syncTemplates,
    request: { path: { wabaId } },
    answers: { '200 synced': { given: template() }, ...noAccount, ...unreachable },
  },
}
