import { createHmac, timingSafeEqual } from 'node:crypto'
import type {
  ConnectedEvent,
  DisconnectedEvent,
  MessageDeliveryEvent,
  MessageReceivedEvent,
  MessageStatusEvent,
} from '../generated/hubmessage/types.gen.ts'
import { WebhookRefused } from './verify-webhook.ts'

/**
 * A delivery of HubMessage, told apart by `messageEventType`; of `NEW_MESSAGE`, by `message.metadata.from_me`. `message._id` stays
 * the same when it is repeated.
 */
export type HubMessageEvent =
  | MessageReceivedEvent
  | MessageDeliveryEvent
  | MessageStatusEvent
  | ConnectedEvent
  | DisconnectedEvent

export interface HubMessageWebhookCheck {
  /** The body exactly as it arrived, decompressed; parsed and written again, it is another body. */
  body: string | Uint8Array
  /** The header `X-HubMessage-Signature`, or as the server is set to name it: `sha256=<hex>`. */
  signature: string | null | undefined
  /** The webhook's secret; while it is being replaced, the old one and the new one. */
  secrets: string | readonly string[]
}

/** The event of a delivery whose signature holds; otherwise throws WebhookRefused. Compares in constant time. */
export function verifyHubMessageWebhook({ body, signature, ...check }: HubMessageWebhookCheck): HubMessageEvent {
  const secrets = typeof check.secrets === 'string' ? [check.secrets] : check.secrets
  if (secrets.length === 0 || secrets.includes('')) throw new TypeError('A webhook secret is missing or empty')
  if (!signature)
    throw new WebhookRefused(
      'signature_missing',
      'The delivery has no signature (X-HubMessage-Signature, unless the server names it otherwise)',
    )
  const [, digest] = /^sha256=([0-9a-f]{64})$/i.exec(signature) ?? []
  if (digest === undefined) {
    throw new WebhookRefused('signature_malformed', 'The signature does not look like sha256=<64 hex>')
  }
  const given = Buffer.from(digest, 'hex')
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given))
  if (!matches.includes(true)) throw new WebhookRefused('signature_wrong', 'No secret made this signature')
  return readEvent(body)
}

function readEvent(body: string | Uint8Array): HubMessageEvent {
  try {
    const event: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
    if (typeof event === 'object' && event !== null && 'message' in event) return event as HubMessageEvent
  } catch {
    // Not JSON: the same refusal.
  }
  throw new WebhookRefused('body_malformed', 'The body is signed, but it is no event')
}
