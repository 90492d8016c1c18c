import { createHmac } from 'node:crypto'
import type { RenderEvent } from '../../../domain/context.ts'
import type { Vault } from '../../../domain/ports/vault.ts'
import type { DomainEvent } from '../../../domain/webhooks/webhook.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import { fileLinkMs, toFileLink } from '../media/file-link.ts'
import { toWebhookEvent } from './to-webhook-event.ts'

export interface RenderSettings {
  vault: Vault
  /** Where this server is reached, without a slash at the end; undefined while nobody knows. */
  ownUrl(): string | undefined
  /** `newer` unless given. */
  generation?: HubMessageGeneration | undefined
  /** `X-HubMessage-Signature` unless given: the vendor does not tell the name of its own. */
  signatureHeader?: string | undefined
}

/** Body and headers of one attempt. What is signed is the body as it is sent. */
export function createRenderEvent(settings: RenderSettings): RenderEvent {
  const { vault, generation = 'newer', signatureHeader = 'X-HubMessage-Signature' } = settings

  function fileUrl({ company, channel, occurredAt }: DomainEvent, media: string): string | undefined {
    const base = settings.ownUrl()
    if (base === undefined || channel === null) return undefined
    return base + toFileLink(vault, { company, channel, media, expiresAt: occurredAt + fileLinkMs })
  }

  return (event, channel, subscription, secret) => {
    const body = JSON.stringify(toWebhookEvent(event, channel, { generation, fileUrl }))
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
