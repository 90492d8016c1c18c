import type { WebhookStatus } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber } from './assets.ts'
import { toWebhookError } from './errors.ts'
import { about, emit, seconds } from './events.ts'
import type { Outgoing, SendingWorld } from './messages.ts'

type Sent = Outgoing & { wamid: string }

/** `sent`, `delivered` and, where the person reads, `read`: each a webhook of its own. */
export function emitProgress(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Sent,
  read: boolean,
): void {
  const { statusDelayMs, reverseStatuses, skipDelivered } = world.knobs.of(realm)
  const ladder = (['sent', 'delivered', 'read'] as const).filter(
    (status) => (status !== 'read' || read) && (status !== 'delivered' || !skipDelivered || !read),
  )
  const open = world.windows.isOpen(realm, number.id, message.to, world.clock.now())
  const pricing = {
    billable: message.type === 'template' && !(open && message.category === 'utility'),
    pricing_model: 'PMP',
    category: message.category,
    type: message.type === 'text' || (open && message.category === 'utility') ? 'free_customer_service' : 'regular',
  }
  const contacts = [{ wa_id: message.to, user_id: world.ids.userId(message.to) }]
  for (const [step, status] of (reverseStatuses ? ladder.reverse() : ladder).entries()) {
    const entry = { ...toStatus(world, message, status), pricing }
    const value = { ...about(number), contacts, statuses: [entry] }
    emit(world, realm, number, { field: 'messages', value }, step * statusDelayMs)
  }
}

/** The only status of a message that was accepted and then not delivered. */
export function emitFailure(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Sent,
  failure: { code: number; details: string },
): void {
  const status = { ...toStatus(world, message, 'failed'), errors: [toWebhookError(failure.code, failure.details)] }
  emit(world, realm, number, { field: 'messages', value: { ...about(number), statuses: [status] } })
}

function toStatus(world: SendingWorld, message: Sent, status: WebhookStatus['status']): WebhookStatus {
  return {
    id: message.wamid,
    status,
    timestamp: String(seconds(world)),
    recipient_id: message.to,
    recipient_user_id: world.ids.userId(message.to),
    ...(message.bizOpaqueCallbackData === undefined ? {} : { biz_opaque_callback_data: message.bizOpaqueCallbackData }),
  }
}
