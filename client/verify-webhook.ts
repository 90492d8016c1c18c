import { createHmac, timingSafeEqual } from 'node:crypto'
import type {
  ChannelConnectedEvent,
  ChannelConnectionChangedEvent,
  ChannelDisconnectedEvent,
  MessageDeliveredEvent,
  MessageFailedEvent,
  MessageReadEvent,
  MessageReceivedEvent,
  MessageSentEvent,
  TemplateStatusUpdatedEvent,
} from '../generated/keebai/types.gen.ts'

/** A delivery, told apart by `type`. `id` stays the same when it is repeated: keep the ones you have seen for 7 days. */
export type WebhookEvent =
  | ChannelConnectedEvent
  | ChannelDisconnectedEvent
  | ChannelConnectionChangedEvent
  | MessageReceivedEvent
  | MessageSentEvent
  | MessageDeliveredEvent
  | MessageReadEvent
  | MessageFailedEvent
  | TemplateStatusUpdatedEvent

export interface WebhookCheck {
  /** The body exactly as it arrived; parsed and written again, it is another body. */
  body: string | Uint8Array
  /** The header `X-Keebai-Signature`: `t=<Unix seconds>,v1=<hex>`. */
  signature: string | null | undefined
  /** The subscription's secret; while it is being rotated, the old one and the new one. */
  secrets: string | readonly string[]
  /** How far the signature's time may be from now, both ways. */
  toleranceSeconds?: number
  now?: Date
}

export type WebhookRefusalReason =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_wrong'
  | 'signature_too_old'
  | 'body_malformed'

/** The delivery is not to be trusted: answer 401 and do nothing. */
export class WebhookRefused extends Error {
  readonly reason: WebhookRefusalReason

  constructor(reason: WebhookRefusalReason, message: string) {
    super(message)
    this.name = 'WebhookRefused'
    this.reason = reason
  }
}

/** The event of a delivery whose signature holds; otherwise throws WebhookRefused. Compares in constant time. */
export function verifyWebhook(check: WebhookCheck): WebhookEvent {
  const { body, toleranceSeconds = 300, now = new Date() } = check
  const secrets = typeof check.secrets === 'string' ? [check.secrets] : check.secrets
  if (secrets.length === 0 || secrets.includes('')) throw new TypeError('A webhook secret is missing or empty')

  const { time, digests } = readSignature(check.signature)
  const signs = secrets.map((secret) => createHmac('sha256', secret).update(`${time}.`).update(body).digest())
  const matches = signs.flatMap((sign) => digests.map((digest) => timingSafeEqual(sign, digest)))
  if (!matches.includes(true)) throw new WebhookRefused('signature_wrong', 'No secret made this signature')

  if (Math.abs(now.getTime() / 1000 - Number(time)) > toleranceSeconds) {
    throw new WebhookRefused('signature_too_old', `The signature is more than ${toleranceSeconds} s away from now`)
  }
  return readEvent(body)
}

function readSignature(header: string | null | undefined): { time: string; digests: Buffer[] } {
  if (!header) throw new WebhookRefused('signature_missing', 'The delivery has no X-Keebai-Signature')
  const fields = header.split(',').map((field) => field.trim())
  const values = (name: string) =>
    fields.filter((field) => field.startsWith(name)).map((field) => field.slice(name.length))
  const [time, ...more] = values('t=')
  const digests = values('v1=').filter((digest) => /^[0-9a-f]{64}$/i.test(digest))
  if (!time || !/^\d{1,15}$/.test(time) || more.length > 0 || digests.length === 0) {
    throw new WebhookRefused('signature_malformed', 'The signature does not look like t=<Unix seconds>,v1=<64 hex>')
  }
  return { time, digests: digests.map((digest) => Buffer.from(digest, 'hex')) }
}

function readEvent(body: string | Uint8Array): WebhookEvent {
  try {
    const event: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
    if (typeof event === 'object' && event !== null && 'type' in event) return event as WebhookEvent
  } catch {
    // Not JSON: the same refusal.
  }
  throw new WebhookRefused('body_malformed', 'The body is signed, but it is no event')
}
