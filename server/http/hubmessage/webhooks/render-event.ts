import { createHmac } from 'node:crypto'
import type { RenderEvent } from '../../../domain/context.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import { toWebhookEvent } from './to-webhook-event.ts'

export interface RenderSettings {
  /** `newer` unless given. */
  generation?: HubMessageGeneration | undefined
  /** `X-HubMessage-Signature` unless given: the vendor does not tell the name of its own. */
  signatureHeader?: string | undefined
}

/** Body and headers of one attempt. What is signed is the body as it is sent. */
export function createRenderEvent(settings: RenderSettings = {}): RenderEvent {
  const { generation = 'newer', signatureHeader = 'X-HubMessage-Signature' } = settings
  return (event, channel, subscription, secret) => {
    const body = JSON.stringify(toWebhookEvent(event, channel, generation))
    const signed = subscription.hub?.signing && secret !== ''
    return {
      body,
      headers: {
        'Content-Type': 'application/json',
        ...(signed && { [signatureHeader]: signWebhook(secret, body) }),
      },
    }
  }
}

/** `sha256=<hex>`: HMAC-SHA256 of the body under the secret. */
export function signWebhook(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
