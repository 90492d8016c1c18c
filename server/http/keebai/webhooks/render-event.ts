import { createHmac } from 'node:crypto'
import type { RenderEvent } from '../../../domain/context.ts'
import { toWebhookEvent } from './to-webhook-event.ts'

/** Body and headers of one attempt; every attempt is signed anew over the same event. */
export const renderEvent: RenderEvent = (event, channel, subscription, secret, attemptAt) => {
  const body = JSON.stringify(toWebhookEvent(event, channel, subscription))
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-Keebai-Event-Id': event.id,
      'X-Keebai-Signature': signWebhook(secret, body, Math.floor(attemptAt / 1000)),
    },
  }
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 under the whole secret of `<t>.<body>`. */
export function signWebhook(secret: string, body: string, nowSeconds: number): string {
  const mac = createHmac('sha256', secret).update(`${nowSeconds}.${body}`).digest('hex')
  return `t=${nowSeconds},v1=${mac}`
}
