import type { JsonObject } from '../../json.ts'
import type { SurfaceName } from '../../pact-file/interaction.ts'
import { received } from './received.ts'
import type { Recipe, Step } from './recipe.ts'

const lucio = '+5491155555555'
/** Whoever the pact says it is about; somebody of the documents otherwise. */
const person = `$/data/recipient|$/data/recipient_id|$/data/from|${lucio}`

/** The person has a phone, reads what arrives, and wrote just now, so that text may be sent to them. */
const inTouch: Step[] = [
  {
    control: 'POST /_sandbox/phones',
    body: { number: person, name: '$/data/contact/profile/name|Lucio', reads: true },
  },
  {
    control: 'POST /_sandbox/phones/{number}/messages',
    path: { number: person },
    body: { to: '$phone_number', text: '$/data/text/body|Hola' },
  },
]

const text = { phone_number_id: '$phone_number_id', text: 'Hola', meta_data: '$/data/meta_data' }
const sendText: Step = { api: 'POST /v1/messages/text', body: { ...text, to: person } }

const sendHubText: Step = {
  api: 'POST /v1/channels/{channel}/messages',
  path: { channel: '$channel_id' },
  body: { recipient: { identifier: lucio.slice(1) }, content: { type: 'TEXT', body: { message: 'Hola' } } },
}

/** A phone links a device. */
const pairing: Step[] = [
  { control: 'POST /_sandbox/phones', body: { number: lucio, name: 'Lucio' } },
  {
    api: 'POST /v1/channels/whatsapp/connect',
    body: { mode: 'qr', name: '$/data/name' },
    keep: { session_id: '/session_id' },
  },
  { pair: lucio },
]

/** The sandbox's reviewer, once the gateway has seen the template. */
const listed: Step = { api: 'GET /whatsapp/businesses/{waba}/templates', path: { waba: '$waba_id' } }
const review = (decision: JsonObject): Step => ({
  control: 'POST /_sandbox/templates/review',
  body: { name: '$template_name', ...decision },
})

/** What makes each webhook event of a surface happen, its subscription being there. */
export const webhookRecipes: Record<SurfaceName, Record<string, Recipe[]>> = {
  keebai: {
    'whatsapp.message.received': received,
    'whatsapp.message.sent': [{ steps: [...inTouch, sendText] }],
    'whatsapp.message.delivered': [{ steps: [...inTouch, sendText] }],
    'whatsapp.message.read': [{ steps: [...inTouch, sendText] }],
    'whatsapp.message.failed': [
      // Refused at once, so that it never had an id.
      {
        when: { '/data/message_id': null },
        steps: [
          { control: 'POST /_sandbox/faults', body: { target: 'graph', kind: 'error', code: 131047, times: 1 } },
          {
            api: 'POST /v1/messages/text',
            body: { channel_id: '$channel_id', text: 'Hola', to: person, meta_data: '$/data/meta_data' },
          },
        ],
      },
      // Taken, and then not delivered: a number that chooses this outcome.
      { steps: [{ api: 'POST /v1/messages/text', body: { ...text, to: '+5491155551026' } }] },
    ],
    'whatsapp.template.status_updated': [
      {
        steps: [
          {
            control: 'POST /_sandbox/templates/review',
            body: { name: '$template_name', status: '$/data/status|APPROVED', reason: '$/data/reason' },
          },
        ],
      },
    ],
    'whatsapp.channel.connected': [
      {
        steps: [
          {
            api: 'POST /v1/channels/whatsapp/connect',
            body: { mode: 'embedded_signup', pipeline_id: '$/data/pipeline_id', name: '$/data/name' },
            keep: { session_id: '/session_id' },
          },
          { control: 'POST /_sandbox/signup/{session}/complete', path: { session: '$session_id' }, body: {} },
        ],
      },
    ],
    'whatsapp.channel.connection_changed': [
      {
        steps: [
          ...pairing,
          // The server of WhatsApp goes away, with every connection.
          { control: 'POST /_sandbox/faults', body: { target: 'multi-device', kind: 'down', times: 1 } },
        ],
      },
    ],
    'whatsapp.channel.disconnected': [
      {
        steps: [
          ...pairing,
          {
            control: 'POST /_sandbox/phones/{number}/unlink',
            path: { number: lucio },
            body: { session_id: '$session_id' },
          },
        ],
      },
    ],
  },
  hubmessage: {
    MESSAGE_RECEIVED: [{ steps: inTouch }],
    MESSAGE_DELIVERY: [{ steps: [...inTouch, sendHubText] }],
    MESSAGE_STATUS: [{ steps: [...inTouch, sendHubText] }],
    CONNECTED: [
      {
        steps: [
          {
            api: 'POST /v1/channels/{channel}/connect',
            path: { channel: '$channel_id' },
            body: { wabaId: '$waba_id', phoneId: '$phone_id', code: '$code', coexistence: false },
          },
        ],
      },
    ],
    UPDATE_TEMPLATE_STATUS: [{ steps: [listed, review({ status: '$/message/contents/0/template/status|APPROVED' })] }],
    UPDATE_TEMPLATE_CATEGORY: [
      { steps: [listed, review({ category: '$/message/contents/0/template/category|MARKETING' })] },
    ],
    DISCONNECTED: [{ steps: [{ api: 'PUT /v1/channels/{channel}/disconnect', path: { channel: '$channel_id' } }] }],
  },
}
