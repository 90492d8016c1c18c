import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { ShownRequest } from './shown.ts'

const channelId = '65a1f2b3c4d5e6f7a8b9c0d1'
const numberId = '100000000000001'
const to = '+5491155555555'
const messageId = 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA='
const webhookId = 'wh_01KS65PGZB3E828E7N4Q6PBFAK'

const connected: ProviderState = {
  name: 'a connected Cloud API channel',
  params: { channel_id: channelId, phone_number_id: numberId },
}
const uploaded: ProviderState = { name: 'an uploaded medium', params: { media_id: '1013859600285441' } }
const received: ProviderState = { name: 'a received message', params: {} }
const subscription: ProviderState = { name: 'a webhook subscription', params: { webhook_id: webhookId } }

const send = (page: string, operation: string, body: Json, more: ProviderState[] = []): ShownRequest => {
  return { page, operation, given: [connected, ...more], answered: 202, body }
}
const byNumber = (body: Record<string, Json>) => ({ phone_number_id: numberId, to, ...body })
const template = { to, template_name: 'welcome_v2', language: 'es', variables: { nombre: 'Lucio', monto: '1500' } }
const recipients = [{ to, variables: { nombre: 'Lucio', monto: '1500' }, meta_data: { order: 7 } }]
const bulk = { template_name: 'welcome_v2', language: 'es', campaign_name: 'Onboarding marzo 2026', recipients }

export const requests: ShownRequest[] = [
  { page: 'P:connect', operation: 'startWhatsAppConnect', given: [], answered: 201, body: {} },
  {
    page: 'P:connect',
    operation: 'startWhatsAppConnect',
    given: [],
    answered: 201,
    body: { mode: 'embedded_signup', pipeline_id: 'pip_01HXYZ8K2M4N6P8Q0R2S4T6V8W', coexistence_enabled: false },
  },
  {
    page: 'P:connect-qr',
    operation: 'startWhatsAppConnect',
    given: [],
    answered: 201,
    body: { mode: 'qr', name: 'Soporte' },
  },
  send('P:messages-text', 'sendTextMessage', { to, channel_id: channelId, text: 'Hola' }),
  send(
    'R:messages-text',
    'sendTextMessage',
    byNumber({ text: 'Hola', preview_url: true, meta_data: { order_id: 'PED-1024' } }),
  ),
  send('P:messages-template', 'sendTemplateMessage', { ...template, channel_id: channelId }),
  send('R:messages-template', 'sendTemplateMessage', {
    ...template,
    phone_number_id: numberId,
    meta_data: { order_id: 'PED-1024' },
  }),
  send(
    'O:send-an-image',
    'sendImageMessage',
    byNumber({ link: 'https://cdn.example.com/menu.jpg', caption: 'El menú' }),
  ),
  send('O:send-an-image', 'sendImageMessage', byNumber({ media_id: '1013859600285441', caption: 'El menú' }), [
    uploaded,
  ]),
  send('S:public-api-reference', 'sendVideoMessage', byNumber({ link: 'https://cdn.example.com/a.mp4', caption: 'a' })),
  send('O:send-audio', 'sendAudioMessage', byNumber({ link: 'https://cdn.example.com/a.ogg', voice: true })),
  send(
    'S:public-api-reference',
    'sendDocumentMessage',
    byNumber({ link: 'https://cdn.example.com/a.pdf', filename: 'a.pdf', caption: 'a' }),
  ),
  send('S:public-api-reference', 'sendStickerMessage', byNumber({ link: 'https://cdn.example.com/a.webp' })),
  send(
    'S:public-api-reference',
    'sendLocationMessage',
    byNumber({ latitude: -34.603684, longitude: -58.381559, name: 'Obelisco', address: 'Av. 9 de Julio' }),
  ),
  send(
    'S:public-api-reference',
    'sendContactsMessage',
    byNumber({
      contacts: [
        {
          name: { formatted_name: 'Ana Díaz', first_name: 'Ana', last_name: 'Díaz' },
          phones: [{ phone: '+5491166666666', type: 'CELL', wa_id: '5491166666666' }],
          emails: [{ email: 'ana@example.com', type: 'WORK' }],
          org: { company: 'Panadería', department: 'Ventas', title: 'Jefa' },
          addresses: [{ city: 'Buenos Aires' }],
          urls: [{ url: 'https://example.com', type: 'WORK' }],
          birthday: '1990-08-18',
        },
      ],
    }),
  ),
  send('O:react-with-an-emoji', 'sendReactionMessage', byNumber({ message_id: messageId, emoji: '👍' })),
  send('O:react-with-an-emoji', 'sendReactionMessage', byNumber({ message_id: messageId, emoji: '' })),
  ...['text', 'off'].map((indicator): ShownRequest => {
    const body = { phone_number_id: numberId, message_id: messageId, typing_indicator: indicator }
    const page = 'O:mark-a-received-message-as-read'
    return { page, operation: 'markMessageRead', given: [connected, received], answered: 200, body }
  }),
  send(
    'O:send-an-interactive-button-message',
    'sendInteractiveButtons',
    byNumber({
      body_text: '¿Confirmas?',
      buttons: [{ id: 'yes', title: 'Sí' }],
      header: { type: 'text', text: 'Turno' },
      footer_text: 'Panadería',
    }),
  ),
  send(
    'S:interactive-reference',
    'sendInteractiveList',
    byNumber({
      body_text: 'Elige',
      button_text: 'Ver',
      sections: [{ title: 'Hoy', rows: [{ id: 'a', title: 'A', description: 'La primera' }] }],
      header: { type: 'text', text: 'Turnos' },
      footer_text: 'Panadería',
    }),
  ),
  send(
    'S:interactive-reference',
    'sendInteractiveCtaUrl',
    byNumber({
      body_text: 'Tu pedido',
      display_text: 'Ver',
      url: 'https://shop.example.com',
      header: { type: 'text', text: 'Pedido' },
      footer_text: 'Panadería',
    }),
  ),
  send(
    'S:interactive-reference',
    'sendInteractiveCatalog',
    byNumber({ body_text: 'Mira', thumbnail_product_retailer_id: 'SKU-1024', footer_text: 'Panadería' }),
  ),
  send('O:escape-hatch', 'sendRawMessage', {
    phone_number_id: numberId,
    body: { messaging_product: 'whatsapp', to: '5491155555555', type: 'text', text: { body: 'Hola' } },
    meta_data: { order_id: 'PED-1024' },
  }),
  send('P:messages-bulk', 'sendBulk', { ...bulk, channel_id: channelId }),
  send('R:messages-bulk', 'sendBulk', { ...bulk, phone_number_id: numberId }),
  {
    page: 'P:webhooks/manage',
    operation: 'createWebhook',
    given: [],
    answered: 201,
    body: {
      name: 'Production CRM',
      url: 'https://hooks.example.com/keebai',
      events: ['whatsapp.message.received', 'whatsapp.channel.connected'],
      headers: { 'X-Tenant-Origin': 'crm' },
      is_active: true,
    },
  },
  {
    page: 'S:webhooks-reference',
    operation: 'createWebhook',
    given: [],
    answered: 201,
    body: {
      url: 'https://hooks.example.com/keebai',
      events: ['whatsapp.message.received'],
      description: 'CRM',
      active: true,
    },
  },
  {
    page: 'P:webhooks/overview',
    operation: 'updateWebhook',
    given: [subscription],
    path: { id: webhookId },
    answered: 200,
    body: { is_active: true },
  },
  {
    page: 'S:webhooks-reference',
    operation: 'updateWebhook',
    given: [subscription],
    path: { id: webhookId },
    answered: 200,
    body: { url: 'https://hooks.example.com/keebai', events: ['whatsapp.message.received'], active: false },
  },
]
