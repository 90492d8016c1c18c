import type { ContactCard as WireCard } from '../../../../generated/keebai/types.gen.ts'
import type { ContactCard } from '../../../domain/messages/content.ts'
import { optional } from '../optional.ts'

export function fromContactCard({ name, phones, ...others }: WireCard): ContactCard {
  const { formatted_name: formatted, first_name: first, middle_name: middle, last_name: last, prefix, suffix } = name
  return {
    name: { formatted, ...optional({ first, middle, last, prefix, suffix }) },
    ...(phones && { phones: phones.map(({ wa_id: waId, ...phone }) => ({ ...phone, ...optional({ waId }) })) }),
    ...others,
  }
}
