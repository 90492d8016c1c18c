import { createHmac } from 'node:crypto'
import type { RenderEvent } from '../../../domain/context.ts'
import { toWebhookEvent } from './to-webhook-event.ts'

/** Body and headers of one attempt. What is signed is the body as it is sent. */
export const renderEvent: RenderEvent = (event, channel, subscription, secret) => {
  const body = JSON.stringify(toWebhookEvent(event, channel))
  const signed = subscription.hub?.signing && secret !== ''
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      ...(signed && { 'X-HubMessage-Signature': signWebhook(secret, body) }),
    },
  }
}

/** `sha256=<hex>`: HMAC-SHA256 of the body under the secret. */
export function signWebhook(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
