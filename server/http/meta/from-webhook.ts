import type { MetaFact, ReadMetaWebhook } from '../../domain/ports/meta-facts.ts'
import { fromAccountChange, fromTemplateCategoryChange, fromTemplateStatusChange } from './from-account-change.ts'
import { fromEchoesChange, fromMessagesChange } from './from-messages-change.ts'
import { identifier, type Loose, list, loose, milliseconds, text } from './loose.ts'

/**
 * The facts in the body of a Meta webhook, in its order. Whatever is incomplete is passed over and whatever is unknown is
 * kept as it is: Meta adds fields, members and words at any time, and a body that was stored must never stop the ones
 * behind it.
 */
export const fromMetaWebhook: ReadMetaWebhook = (body) => {
  const { object, entry } = loose(body)
  if (object !== 'whatsapp_business_account') return []
  return list(entry).flatMap((one) => {
    const about = { waba: identifier(one.id) ?? '', timestamp: milliseconds(one.time) ?? 0 }
    return list(one.changes).flatMap(({ field, value }) => factsOf(about, text(field), value))
  })
}

/** What every fact of an entry has in common. */
export interface EntryFacts {
  waba: string
  /** Milliseconds; 0 when the entry has no time. */
  timestamp: number
}

const readers: Record<string, (about: EntryFacts, value: Loose) => MetaFact[]> = {
  messages: (_about, value) => fromMessagesChange(value),
  smb_message_echoes: (_about, value) => fromEchoesChange(value),
  message_template_status_update: fromTemplateStatusChange,
  template_category_update: fromTemplateCategoryChange,
  account_update: fromAccountChange,
}

function factsOf(about: EntryFacts, field: string | null, value: unknown): MetaFact[] {
  if (field === null || value === undefined || value === null) return []
  const reader = Object.hasOwn(readers, field) ? readers[field] : undefined
  if (reader) return reader(about, loose(value))
  const phoneNumberId = text(loose(loose(value).metadata).phone_number_id)
  return [{ kind: 'notice', ...about, phoneNumberId, field, value }]
}
