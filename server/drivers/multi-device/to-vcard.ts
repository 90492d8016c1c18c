import type { ContactCard } from '../../domain/messages/content.ts'

/** A contact as the vCard 3.0 phones exchange; a number with `waid` can be written to at a tap. */
export function toVcard({
  name,
  phones = [],
  emails = [],
  urls = [],
  addresses = [],
  org,
  birthday,
}: ContactCard): string {
  const { formatted, first, middle, last, prefix, suffix } = name
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${[last ?? (first === undefined ? formatted : ''), first, middle, prefix, suffix].map(text).join(';')}`,
    `FN:${text(formatted)}`,
    ...(org ? [`ORG:${[org.company, org.department].map(text).join(';')}`] : []),
    ...(org?.title ? [`TITLE:${text(org.title)}`] : []),
    ...phones.map(({ phone, type, waId }) => `TEL${kind(type)}${waIdOf(phone, waId)}:${text(phone)}`),
    ...emails.map(({ email, type }) => `EMAIL${kind(type)}:${text(email)}`),
    ...addresses.map(toAddress),
    ...urls.map(({ url, type }) => `URL${kind(type)}:${text(url)}`),
    ...(birthday ? [`BDAY:${text(birthday)}`] : []),
    'END:VCARD',
  ]
  return lines.join('\n')
}

function toAddress(address: Record<string, unknown>): string {
  const member = (name: string) => (typeof address[name] === 'string' ? address[name] : undefined)
  const parts = [
    undefined,
    undefined,
    member('street'),
    member('city'),
    member('state'),
    member('zip'),
    member('country'),
  ]
  return `ADR${kind(member('type'))}:${parts.map(text).join(';')}`
}

/** Only digits make a number that can be written to. */
function waIdOf(phone: string, waId: string | undefined): string {
  const digits = (waId ?? (phone.startsWith('+') ? phone : '')).replace(/\D/g, '')
  return digits === '' ? '' : `;waid=${digits}`
}

function kind(type: string | undefined): string {
  const word = (type ?? '').replace(/[^A-Za-z-]/g, '')
  return word === '' ? '' : `;type=${word.toUpperCase()}`
}

/** What ends a value or a line stands behind a backslash. */
function text(value: string | undefined): string {
  return (value ?? '').replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n')
}
