import type { WebhookError } from '../../../generated/meta/types.gen.ts'
import type { MetaFact, ReadMetaWebhook } from '../../domain/ports/meta-facts.ts'

type Loose = Record<string, unknown>
type MessageFact = Extract<MetaFact, { kind: 'message' }>
type StatusFact = Extract<MetaFact, { kind: 'status' }>

/**
 * The facts in the body of a Meta webhook, in its order. Whatever is unknown or incomplete is passed over: Meta adds
 * fields, members and words at any time, and a body that was stored must never stop the ones behind it.
 */
export const fromMetaWebhook: ReadMetaWebhook = (body) => {
  const { object, entry } = loose(body)
  if (object !== 'whatsapp_business_account') return []
  return list(entry)
    .flatMap(({ changes }) => list(changes))
    .filter(({ field }) => field === 'messages')
    .flatMap(({ value }) => factsOf(loose(value)))
}

function factsOf({ metadata, contacts, messages, statuses }: Loose): MetaFact[] {
  const phoneNumberId = text(loose(metadata).phone_number_id)
  if (phoneNumberId === null) return []
  return [
    ...list(messages).flatMap((message) => messageFact(phoneNumberId, message, list(contacts))),
    ...list(statuses).flatMap((status) => statusFact(phoneNumberId, status)),
  ]
}

function messageFact(phoneNumberId: string, message: Loose, contacts: Loose[]): MessageFact[] {
  const wamid = text(message.id)
  const type = text(message.type)
  const timestamp = milliseconds(message.timestamp)
  if (wamid === null || type === null || timestamp === null) return []
  const from = text(message.from)
  const contact = contacts.find(({ wa_id }) => from !== null && wa_id === from) ?? contacts[0] ?? {}
  return [
    {
      kind: 'message',
      phoneNumberId,
      wamid,
      from: from ?? text(contact.wa_id),
      type,
      text: textOf(type, message),
      contactName: text(loose(contact.profile).name),
      timestamp,
    },
  ]
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

/** Meta writes seconds, as text; facts are in milliseconds. */
function milliseconds(value: unknown): number | null {
  const seconds = typeof value === 'number' || text(value) !== null ? Number(value) : Number.NaN
  return Number.isSafeInteger(seconds * 1000) && seconds > 0 ? seconds * 1000 : null
}

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : []
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
