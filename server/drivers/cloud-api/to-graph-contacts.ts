import type { GraphContactCard } from '../../../generated/meta/types.gen.ts'
import type { ContactCard } from '../../domain/messages/content.ts'

export function toGraphContacts(cards: ContactCard[]): GraphContactCard[] {
  return cards.map(toGraphContact)
}

/** Meta wants one more part of a name beside the formatted one; without any, the formatted one is the first name. */
function toGraphContact({ name, phones, emails, org, addresses, urls, birthday }: ContactCard): GraphContactCard {
  const { formatted, first, middle, last, prefix, suffix } = name
  const alone = [first, middle, last, prefix, suffix].every((part) => part === undefined)
  return {
    name: {
      formatted_name: formatted,
      ...((alone || first !== undefined) && { first_name: first ?? formatted }),
      ...(middle !== undefined && { middle_name: middle }),
      ...(last !== undefined && { last_name: last }),
      ...(prefix !== undefined && { prefix }),
      ...(suffix !== undefined && { suffix }),
    },
    ...(phones && {
      phones: phones.map(({ waId, ...phone }) => ({ ...phone, ...(waId !== undefined && { wa_id: waId }) })),
    }),
    ...(emails && { emails }),
    ...(org && { org }),
    ...(addresses && { addresses }),
    ...(urls && { urls }),
    ...(birthday !== undefined && { birthday }),
  }
}
