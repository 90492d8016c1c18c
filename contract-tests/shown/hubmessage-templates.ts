import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { ShownAnswer, ShownRequest } from './shown.ts'

const channelId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
const wabaId = '428083093730937'
const account: ProviderState = {
  name: 'a connected Cloud API channel',
  params: { channel_id: channelId, waba_id: wabaId },
}
const page = 'businesses and templates'

const create = (name: string, category: string, components: Json): ShownRequest => {
  const body = { name, category, language: 'en_US', components }
  return { page, operation: 'createTemplate', given: [account], path: { wabaId }, answered: 200, body }
}
const otp = 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp'

export const requests: ShownRequest[] = [
  create('order_update_v1', 'UTILITY', [
    {
      type: 'BODY',
      text: 'Hello {{1}}, your order {{2}} is {{3}} now.',
      example: { body_text: [['Ana', 'PED-1024', 'in transit']] },
    },
  ]),
  create('discount_campaign_v1', 'MARKETING', [
    { type: 'BODY', text: 'Enjoy {{1}} off until Sunday.', example: { body_text: [['20%']] } },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'View offer', url: 'https://example.com/offer' }] },
  ]),
  create('otp_login_v1', 'AUTHENTICATION', [
    {
      type: 'BODY',
      text: '*{{1}}* is your verification code.',
      add_security_recommendation: true,
      example: { body_text: [['123456']] },
    },
    {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'Copy code', url: `${otp}{{1}}`, example: [`${otp}123456`] }],
    },
  ]),
]

const template = {
  id: '1900296177408890',
  name: 'confirm_account',
  status: 'APPROVED',
  category: 'AUTHENTICATION',
  language: 'en_US',
  parameter_format: 'POSITIONAL',
  message_send_ttl_seconds: 600,
  components: [{ type: 'BODY', text: '*{{1}}*', add_security_recommendation: true, example: { body_text: [['1']] } }],
}
const answer = (operations: string[], status: number, body: Json): ShownAnswer => ({ page, operations, status, body })
const metaError = { name: 'META_WHATSAPP_ERROR', message: 'Invalid parameter' }

export const answers: ShownAnswer[] = [
  answer(['listBusinesses'], 200, [
    { businessId: wabaId, name: 'Demo', channelsCount: 1, connectedCount: 1, disconnectedCount: 0 },
  ]),
  answer(['listTemplates'], 200, { data: [template] }),
  answer(['createTemplate'], 200, { id: '1613165359891625', status: 'PENDING', category: 'UTILITY' }),
  answer(['updateTemplate', 'deleteTemplate'], 200, { success: true }),
  answer(['syncTemplates'], 200, { data: [template], syncedCount: 2, synced: true }),
  answer(['createTemplate', 'updateTemplate'], 400, {
    error: 'Newport request failed',
    value: { errors: [{ ...metaError, description: '', code: '368' }] },
  }),
  answer(['createTemplate', 'updateTemplate'], 422, {
    error: { errors: [{ ...metaError, code: '100', subCode: '2388024', description: 'There is already content.' }] },
  }),
]
