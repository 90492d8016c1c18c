import type { WebhookStatus } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber } from './assets.ts'
import type { Outgoing } from './deliver.ts'
import { toWebhookError } from './errors.ts'
import { about, emit, person, seconds } from './events.ts'
import type { SendingWorld } from './messages.ts'

/** `sent`, `delivered` and, where the person reads, `read`: each a webhook of its own. */
export function emitProgress(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Outgoing,
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
    type: message.type !== 'template' || (open && message.category === 'utility') ? 'free_customer_service' : 'regular',
  }
  const contacts = [person(world, realm, message.to)]
  for (const [step, status] of (reverseStatuses ? ladder.reverse() : ladder).entries()) {
    const entry = { ...toStatus(world, realm, message, status), pricing }
    const value = { ...about(number), contacts, statuses: [entry] }
    emit(world, realm, number, { field: 'messages', value }, step * statusDelayMs)
  }
}

/** The only status of a message that was accepted and then not delivered. */
export function emitFailure(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Outgoing,
  failure: { code: number; details: string },
): void {
  const status = {
    ...toStatus(world, realm, message, 'failed'),
    errors: [toWebhookError(failure.code, failure.details)],
  }
  emit(world, realm, number, { field: 'messages', value: { ...about(number), statuses: [status] } })
}

function toStatus(
  world: SendingWorld,
  realm: string,
  message: Outgoing,
  status: WebhookStatus['status'],
): WebhookStatus {
  const { wa_id, user_id } = person(world, realm, message.to)
  return {
    id: message.wamid,
    status,
    timestamp: String(seconds(world)),
    ...(wa_id === undefined ? {} : { recipient_id: wa_id }),
    recipient_user_id: user_id,
    ...(message.bizOpaqueCallbackData === undefined ? {} : { biz_opaque_callback_data: message.bizOpaqueCallbackData }),
  }
}
