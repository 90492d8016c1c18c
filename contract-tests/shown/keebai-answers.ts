import type { Json } from '../json.ts'
import type { ShownAnswer } from './shown.ts'

const channel = {
  id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3',
  name: 'Soporte Chile',
  type: 'whatsapp',
  is_active: true,
  phone_number: '+56987654321',
  phone_number_id: '1234567890',
  business_account_id: '9876543210',
}
const sessionId = 'cs_01HXYZ8K2M4N6P8Q0R2S4T6V8W'

const singleSends = [
  ...['sendTextMessage', 'sendTemplateMessage', 'sendImageMessage', 'sendVideoMessage', 'sendAudioMessage'],
  ...['sendDocumentMessage', 'sendStickerMessage', 'sendLocationMessage', 'sendContactsMessage'],
  ...['sendReactionMessage', 'sendInteractiveButtons', 'sendInteractiveList', 'sendInteractiveCtaUrl'],
  ...['sendInteractiveCatalog', 'sendRawMessage'],
]
/** Those whose recipient is this API's; a raw send has it in Meta's words. */
const sendsTo = singleSends.filter((id) => id !== 'sendRawMessage')
const mediaSends = [
  'sendImageMessage',
  'sendVideoMessage',
  'sendAudioMessage',
  'sendDocumentMessage',
  'sendStickerMessage',
]

const answer = (page: string, operations: string | string[], status: number, body: Json): ShownAnswer => {
  return { page, operations: [operations].flat(), status, body }
}
const refusal = (page: string, operations: string | string[], status: number, code: string) =>
  answer(page, operations, status, { error: { code } })

const broadcast = { broadcast_id: '65f4b5c6d7e8f9a0b1c2d3e4', total_recipients: 1, scheduled_at: null }
const scopes = { required: ['messages:send'], missing: ['messages:send'] }
const webhook = {
  id: 'wh_01KS65PGZB3E828E7N4Q6PBFAK',
  name: 'Production CRM',
  url: 'https://hooks.example.com/keebai',
  events: ['whatsapp.message.received', 'whatsapp.channel.connected'],
  headers: { 'X-Tenant-Origin': 'crm' },
  is_active: true,
  secret_prefix: 'whsec_8f2c5b3a',
  secret: `whsec_${'8f2c5b3a9d4e7c1f'.repeat(4)}`,
  created_at: '2026-04-27T12:34:56.789Z',
  updated_at: '2026-04-27T12:34:56.789Z',
}

export const answers: ShownAnswer[] = [
  answer('P:channels-list', 'listChannels', 200, { data: [{ ...channel, created_at: '2026-04-15T10:00:00Z' }] }),
  answer('P:channels-list', 'getChannel', 200, { ...channel, created_at: '2026-04-15T10:00:00Z' }),
  refusal('P:channels-list', ['getChannel', ...singleSends, 'sendBulk'], 404, 'CHANNEL_NOT_FOUND'),
  answer('P:whatsapp-numbers', 'listWhatsAppNumbers', 200, {
    data: [
      {
        id: '1234567890',
        phone_number: '+56987654321',
        waba_id: '9876543210',
        channel_id: channel.id,
        status: 'active',
      },
    ],
  }),
  answer('P:connect', 'startWhatsAppConnect', 201, {
    session_id: sessionId,
    verification_uri: `https://app.keebai.com/connect/whatsapp?session=${sessionId}`,
    expires_in: 900,
    poll_interval: 5,
  }),
  answer('P:connect', 'getWhatsAppConnect', 200, { status: 'completed', channel }),
  ...['pending', 'expired', 'cancelled'].map((status) => answer('P:connect', 'getWhatsAppConnect', 200, { status })),
  answer('P:connect-qr', 'startWhatsAppConnect', 201, {
    session_id: sessionId,
    provider: 'whatsapp_qr',
    mode: 'qr',
    stream_url: `/v1/channels/whatsapp/connect/${sessionId}/qr-stream`,
    expires_in: 300,
    poll_interval: 5,
  }),
  refusal('P:connect-qr', 'startWhatsAppConnect', 400, 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE'),
  refusal('P:connect-qr', ['sendTemplateMessage', 'sendBulk'], 400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK'),
  answer('P:messages-text', ['sendTextMessage', 'sendTemplateMessage'], 202, { ...broadcast, status: 'PENDING' }),
  answer('R:messages-text', singleSends, 202, {
    message_id: 'wamid.HBgLNTQ5MTE1NTU1NTU1NRUC',
    status: 'sent',
    sent_at: '2026-05-13T00:00:00Z',
  }),
  answer('P:scopes', [...singleSends, 'markMessageRead'], 403, {
    error: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: scopes },
  }),
  refusal('S:errors-reference', mediaSends, 400, 'MEDIA_REFERENCE_REQUIRED'),
  refusal('S:errors-reference', mediaSends, 400, 'MEDIA_REFERENCE_AMBIGUOUS'),
  refusal('S:errors-reference', singleSends, 400, 'CHANNEL_MISSING_ACCESS_TOKEN'),
  refusal('S:errors-reference', sendsTo, 422, 'invalid_phone'),
  answer('O:mark-a-received-message-as-read', 'markMessageRead', 200, { success: true }),
  answer('P:messages-bulk', 'sendBulk', 202, { ...broadcast, total_recipients: 2, status: 'PENDING' }),
  answer('R:messages-bulk', 'sendBulk', 202, { ...broadcast, status: 'scheduled' }),
  answer('P:messages-bulk-status', 'getBroadcast', 200, {
    broadcast_id: '65f4b5c6d7e8f9a0b1c2d3e4',
    status: 'IN_PROGRESS',
    total_recipients: 1500,
    sent: 980,
    failed: 12,
    pending: 508,
    started_at: '2026-04-25T13:45:02.123Z',
    completed_at: null,
  }),
  ...['COMPLETED', 'FAILED', 'running'].map((status) =>
    answer('P:messages-bulk-status', 'getBroadcast', 200, { status }),
  ),
  answer('P:messages-bulk-status', 'getBroadcast', 400, {
    error: { code: 'INVALID_BROADCAST_ID', message: 'Bad Request' },
  }),
  answer('S:media-reference', 'uploadMedia', 201, { media_id: 'media_abc123', mime_type: 'image/jpeg', size: 48213 }),
  answer('S:media-reference', 'getMedia', 200, {
    id: 'media_abc123',
    url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
    mime_type: 'image/jpeg',
    file_size: 48213,
    sha256: '3f0d9e1b7a5c4e2d8f6a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e5f6',
    messaging_product: 'whatsapp',
  }),
  answer('P:webhooks/manage', 'createWebhook', 201, webhook),
  answer('O:crear-una-subscripción-de-webhook-saliente', 'createWebhook', 201, {
    ...webhook,
    failure_count: 0,
    last_delivery_at: null,
  }),
  answer('P:webhooks/overview', 'getWebhook', 200, { is_active: false, disabled_reason: 'excessive_failures' }),
]

/** Answers that every operation has, to the letter. */
export const everywhere: Omit<ShownAnswer, 'operations'>[] = [
  {
    page: 'P:authentication',
    status: 401,
    body: { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 },
  },
  { page: 'P:rate-limits', status: 429, body: { message: 'ThrottlerException: Too Many Requests', statusCode: 429 } },
]
