/** The cards phones exchange, and the form in which a screen shows them: Meta's. */
export function cardOf(vcard: string): Record<string, unknown> {
  const lines = vcard.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  const fields = lines.flatMap((line) => {
    const [, head = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? []
    const [name = '', ...parameters] = head.split(';')
    const marks = Object.fromEntries(parameters.map((mark) => mark.toLowerCase().split('=') as [string, string]))
    return name === '' ? [] : [{ name: (name.split('.').at(-1) ?? '').toUpperCase(), marks, value }]
  })
  const all = (name: string) => fields.filter((field) => field.name === name)
  const one = (name: string) => all(name)[0]?.value
  const [last, first, middle, prefix, suffix] = parts(one('N'))
  const [company, department] = parts(one('ORG'))
  const title = one('TITLE')
  return definite({
    name: definite({
      formatted_name: plain(one('FN') ?? ''),
      first_name: first,
      last_name: last,
      middle_name: middle,
      prefix,
      suffix,
    }),
    phones: some(
      all('TEL').map(({ value, marks }) =>
        definite({ phone: plain(value), type: marks.type?.toUpperCase(), wa_id: marks.waid }),
      ),
    ),
    emails: some(
      all('EMAIL').map(({ value, marks }) => definite({ email: plain(value), type: marks.type?.toUpperCase() })),
    ),
    urls: some(all('URL').map(({ value, marks }) => definite({ url: plain(value), type: marks.type?.toUpperCase() }))),
    addresses: some(
      all('ADR').map(({ value, marks }) => {
        const [, , street, city, state, zip, country] = parts(value)
        return definite({ street, city, state, zip, country, type: marks.type?.toUpperCase() })
      }),
    ),
    org:
      company === undefined && title === undefined
        ? undefined
        : definite({ company, department, title: title && plain(title) }),
    birthday: one('BDAY'),
  })
}

/** What a phone sends of a card in Meta's form. */
export function vcardOf(card: Record<string, unknown>): string {
  const name = record(card.name)
  const person = ['last_name', 'first_name', 'middle_name', 'prefix', 'suffix'].map((part) => escaped(name[part]))
  const numbers = (Array.isArray(card.phones) ? card.phones : []).map(record)
  const mails = (Array.isArray(card.emails) ? card.emails : []).map(record)
  const org = record(card.org)
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${person.join(';')}`,
    `FN:${escaped(name.formatted_name)}`,
    ...(org.company === undefined ? [] : [`ORG:${escaped(org.company)};${escaped(org.department)}`]),
    ...(org.title === undefined ? [] : [`TITLE:${escaped(org.title)}`]),
    ...numbers.map(({ phone, type, wa_id }) => {
      const marks = `${type === undefined ? '' : `;type=${type}`}${wa_id === undefined ? '' : `;waid=${wa_id}`}`
      return `TEL${marks}:${escaped(phone)}`
    }),
    ...mails.map(({ email, type }) => `EMAIL${type === undefined ? '' : `;type=${type}`}:${escaped(email)}`),
    ...(card.birthday === undefined ? [] : [`BDAY:${card.birthday}`]),
    'END:VCARD',
  ].join('\n')
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function escaped(value: unknown): string {
  return String(value ?? '')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')
}

function parts(value: string | undefined): (string | undefined)[] {
  return (value ?? '').split(/(?<!\\);/).map((part) => plain(part) || undefined)
}

function plain(value: string): string {
  return value.replace(/\\n/gi, '\n').replace(/\\([\\;,:])/g, '$1')
}

function some<Item>(list: Item[]): Item[] | undefined {
  return list.length > 0 ? list : undefined
}

function definite<Given extends Record<string, unknown>>(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given
}
