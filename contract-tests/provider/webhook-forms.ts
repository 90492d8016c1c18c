import { createHmac } from 'node:crypto'
import { verifyHubMessageWebhook } from '../../client/verify-hub-message-webhook.ts'
import { verifyWebhook } from '../../client/verify-webhook.ts'
import { isObject, type Json } from '../json.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import type { EventCaller } from './event-caller.ts'
import type { Delivery } from './seam.ts'

/** What differs between the deliveries of the surfaces. */
export interface WebhookForm {
  /** Subscribes a URL to one event; the secret. */
  subscribe(caller: EventCaller, event: string, url: string): Promise<Json>
  /** The event a body is. */
  typeOf(event: Json): unknown
  /** The headers of a delivery, had its body been this one. */
  signed(delivery: Delivery, body: string, secret: string): Record<string, string>
  /** What is wrong with a delivery; throws WebhookRefused for a signature that does not hold. */
  problemOf(delivery: Delivery, secret: string): string | undefined
}

const keebai: WebhookForm = {
  subscribe: (caller, event, url) => caller.api('POST /v1/webhooks', { name: 'Verification', url, events: [event] }),
  typeOf: (event) => (isObject(event) ? (event.type ?? event.event) : undefined),
  signed({ headers }, body, secret) {
    const time = /\bt=(\d+)/.exec(headers['x-keebai-signature'] ?? '')?.[1] ?? ''
    const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
    return { ...headers, 'x-keebai-signature': `t=${time},v1=${digest}` }
  },
  problemOf({ headers, body }, secret) {
    const event = verifyWebhook({ body, signature: headers['x-keebai-signature'], secrets: secret })
    const id = headers['x-keebai-event-id']
    if (id === event.id) return undefined
    return `has the X-Keebai-Event-Id ${id ?? '(none)'}, and its body the id ${event.id}`
  },
}

const hubmessage: WebhookForm = {
  subscribe(caller, event, url) {
    const { channel_id: channel } = caller.values.named
    const body = { url, events: [event], signing: true }
    if (event.startsWith('UPDATE_TEMPLATE_')) return caller.api('POST /v1/webhooks', body)
    return caller.api(`POST /v1/channels/${encodeURIComponent(String(channel))}/webhooks`, body)
  },
  typeOf(event) {
    if (!isObject(event)) return undefined
    const { messageEventType: type, message } = event
    if (type !== 'NEW_MESSAGE') return type
    const metadata = isObject(message) ? message.metadata : undefined
    return isObject(metadata) && metadata.from_me === true ? 'MESSAGE_DELIVERY' : 'MESSAGE_RECEIVED'
  },
  signed({ headers }, body, secret) {
    return { ...headers, 'x-hubmessage-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
  },
  problemOf({ headers, body }, secret) {
    verifyHubMessageWebhook({ body, signature: headers['x-hubmessage-signature'], secrets: secret })
    return undefined
  },
}

export const webhookForms: Record<SurfaceName, WebhookForm> = { keebai, hubmessage }
