import type { MetaFact } from '../../domain/ports/meta-facts.ts'
import type { EntryFacts } from './from-webhook.ts'
import { identifier, type Loose, loose, text } from './loose.ts'

/** A decision about a template. Rejections tell why in one of two places. */
export function fromTemplateStatusChange(about: EntryFacts, value: Loose): MetaFact[] {
  const metaId = identifier(value.message_template_id)
  const event = text(value.event)
  const name = text(value.message_template_name)
  if (metaId === null || event === null || name === null) return []
  const reason = text(value.reason)
  return [
    {
      kind: 'template_status',
      ...about,
      metaId,
      name,
      language: text(value.message_template_language) ?? '',
      category: text(value.message_template_category),
      event,
      reason:
        (reason === 'NONE' ? null : reason) ??
        text(loose(value.rejection_info).reason) ??
        text(loose(value.other_info).title),
    },
  ]
}

export function fromTemplateCategoryChange(about: EntryFacts, value: Loose): MetaFact[] {
  const metaId = identifier(value.message_template_id)
  const category = text(value.new_category)
  return metaId === null || category === null ? [] : [{ kind: 'template_category', ...about, metaId, category }]
}

/** Events of partners name the partner's own portfolio in the entry, and the customer's account in `waba_info`. */
export function fromAccountChange(about: EntryFacts, value: Loose): MetaFact[] {
  const event = text(value.event)
  if (event === null) return []
  const waba = identifier(loose(value.waba_info).waba_id) ?? about.waba
  const reason = text(loose(value.disconnection_info).reason) ?? text(loose(value.ban_info).waba_ban_state)
  const phoneNumber = identifier(value.phone_number)?.replace(/\D/g, '') || null
  const restriction = toRestriction(value.restriction_info)
  return [{ kind: 'account', ...about, waba, event, phoneNumber, reason, restriction, value }]
}

/** Several restrictions are one, which ends with the last of them. */
function toRestriction(info: unknown): { what: string; until: number | null } | null {
  if (!Array.isArray(info) || info.length === 0) return null
  const entries = info.map((one) => loose(one))
  const what = entries.flatMap(({ restriction_type: type }) => text(type) ?? []).join(', ')
  const ends = entries.map(({ expiration }) => Number(expiration ?? Number.NaN) * 1000)
  const until = ends.every(Number.isFinite) ? Math.max(...ends) : null
  return { what: what || 'RESTRICTED', until }
}
