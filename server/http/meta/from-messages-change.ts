import type { WebhookError } from '../../../generated/meta/types.gen.ts'
import type { EchoFact, MessageFact, MetaFact, StatusFact } from '../../domain/ports/meta-facts.ts'
import { type Loose, list, loose, milliseconds, text, whole } from './loose.ts'

/** Messages of customers and statuses of our own. */
export function fromMessagesChange({ metadata, contacts, messages, statuses }: Loose): MetaFact[] {
  const phoneNumberId = text(loose(metadata).phone_number_id)
  if (phoneNumberId === null) return []
  return [
    ...list(messages).flatMap((message) => messageFact(phoneNumberId, message, list(contacts))),
    ...list(statuses).flatMap((status) => statusFact(phoneNumberId, status)),
  ]
}

/** What the merchant wrote in the WhatsApp Business app. */
export function fromEchoesChange({ metadata, message_echoes }: Loose): EchoFact[] {
  const phoneNumberId = text(loose(metadata).phone_number_id)
  if (phoneNumberId === null) return []
  return list(message_echoes).flatMap((echo) => echoFact(phoneNumberId, echo))
}

function echoFact(phoneNumberId: string, echo: Loose): EchoFact[] {
  const said = saidIn(echo)
  return said === undefined
    ? []
    : [{ kind: 'echo', phoneNumberId, ...said, to: text(echo.to), toUserId: text(echo.to_user_id) }]
}

/** What a message says, whoever wrote it; undefined for one without id, kind or time. */
function saidIn(message: Loose) {
  const wamid = text(message.id)
  const type = text(message.type)
  const timestamp = milliseconds(message.timestamp)
  if (wamid === null || type === null || timestamp === null) return undefined
  // A message Meta could not read says why in place of what it says.
  const member = message[type] ?? (message.errors === undefined ? null : { errors: message.errors })
  return { wamid, type, timestamp, text: textOf(type, message), member }
}

function messageFact(phoneNumberId: string, message: Loose, contacts: Loose[]): MessageFact[] {
  const said = saidIn(message)
  if (said === undefined) return []
  const [from, userId] = [text(message.from), text(message.from_user_id)]
  const contact = senderOf(contacts, from, userId)
  const profile = loose(contact.profile)
  return [
    {
      kind: 'message',
      phoneNumberId,
      ...said,
      from: from ?? text(contact.wa_id),
      userId: userId ?? text(contact.user_id),
      username: text(profile.username),
      context: whole(message.context),
      referral: whole(message.referral),
      contactName: text(profile.name),
    },
  ]
}

/** The contact of a batch that is this sender; a single one without ids is taken to be. */
function senderOf(contacts: Loose[], from: string | null, userId: string | null): Loose {
  const same = contacts.find(
    ({ wa_id, user_id }) => (from !== null && wa_id === from) || (userId !== null && user_id === userId),
  )
  return same ?? contacts[0] ?? {}
}

/** The text of a message: what was typed, or the title of what was chosen. */
function textOf(type: string, message: Loose): string | null {
  const content = loose(message[type])
  if (type === 'text') return text(content.body)
  if (type === 'button') return text(content.text)
  if (type !== 'interactive') return null
  return text(loose(content.button_reply).title) ?? text(loose(content.list_reply).title)
}

/** `played` (a voice message) tells no more than `read` does. */
const statuses: Record<string, StatusFact['status']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

function statusFact(phoneNumberId: string, report: Loose): StatusFact[] {
  const wamid = text(report.id)
  const word = text(report.status) ?? ''
  const status = Object.hasOwn(statuses, word) ? statuses[word] : undefined
  const timestamp = milliseconds(report.timestamp)
  if (wamid === null || status === undefined || timestamp === null) return []
  return [
    {
      kind: 'status',
      phoneNumberId,
      wamid,
      status,
      timestamp,
      recipient: text(report.recipient_id),
      recipientUserId: text(report.recipient_user_id),
      opaque: text(report.biz_opaque_callback_data),
      error: status === 'failed' ? errorOf(loose(list(report.errors)[0])) : null,
    },
  ]
}

function errorOf(error: Loose): StatusFact['error'] {
  const { code, title, message, error_data }: { [Name in keyof WebhookError]?: unknown } = error
  return {
    code: typeof code === 'number' ? String(code) : (text(code) ?? '0'),
    title: text(title) ?? text(message) ?? 'Meta gave no reason',
    details: text(error_data) ?? text(loose(error_data).details),
  }
}
