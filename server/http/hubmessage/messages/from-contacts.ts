import type { ContactAttachment, ContactContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { ContactCard, ContactsContent } from '../../../domain/messages/content.ts'

export function fromContacts({ attachments }: ContactContent): ContactsContent {
  return { type: 'contacts', contacts: attachments.map(toCard) }
}

/** WhatsApp wants a part of the name beside the whole: the first word is the first name, the rest the last. */
function toCard({ name, phones }: ContactAttachment): ContactCard {
  const formatted = name.trim()
  const [first = formatted, ...rest] = formatted.split(/\s+/)
  const last = rest.join(' ')
  return {
    name: { formatted, first, ...(last !== '' && { last }) },
    phones: phones.map((phone) => ({ phone })),
  }
}
