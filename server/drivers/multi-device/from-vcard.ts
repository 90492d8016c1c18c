/** A vCard as one of Meta's contact cards, which is how webhooks show contacts. Whatever it is, something comes out. */
export function fromVcard(vcard: string, displayName = ''): Record<string, unknown> {
  const fields = fieldsOf(vcard)
  const all = (name: string) => fields.filter((field) => field.name === name)
  const one = (name: string) => all(name)[0]?.value
  const [last, first, middle, prefix, suffix] = partsOf(one('N'))
  const formatted = plain(one('FN') ?? '') || displayName
  const [company, department] = partsOf(one('ORG'))
  const title = plain(one('TITLE') ?? '') || undefined
  const org = definite({ company, department, title })
  return definite({
    name: definite({
      formatted_name: formatted,
      first_name: first ?? (last === undefined ? formatted : undefined),
      middle_name: middle,
      last_name: last,
      prefix,
      suffix,
    }),
    phones: some(
      all('TEL').map(({ value, marks }) => definite({ phone: plain(value), type: kindOf(marks), wa_id: marks.waid })),
    ),
    emails: some(all('EMAIL').map(({ value, marks }) => definite({ email: plain(value), type: kindOf(marks) }))),
    addresses: some(all('ADR').map(({ value, marks }) => addressOf(value, kindOf(marks)))),
    org: Object.keys(org).length > 0 ? org : undefined,
    urls: some(all('URL').map(({ value, marks }) => definite({ url: plain(value), type: kindOf(marks) }))),
    birthday: one('BDAY'),
  })
}

interface Field {
  name: string
  marks: Record<string, string>
  value: string
}

/** `item1.TEL;type=CELL;waid=549…:+54 …`, where a line that begins with a space goes on the one before. */
function fieldsOf(vcard: string): Field[] {
  const lines = vcard.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    if (colon < 0) return []
    const [head = '', ...parameters] = line.slice(0, colon).split(';')
    const marks: Record<string, string> = {}
    for (const parameter of parameters) {
      const [name = '', value = ''] = parameter.includes('=') ? parameter.split('=') : ['type', parameter]
      marks[name.toLowerCase()] ??= value
    }
    return [{ name: (head.split('.').at(-1) ?? '').toUpperCase(), marks, value: line.slice(colon + 1) }]
  })
}

function addressOf(value: string, type: string | undefined): Record<string, unknown> {
  const [, , street, city, state, zip, country] = partsOf(value)
  return definite({ street, city, state, zip, country, type })
}

function kindOf({ type }: Record<string, string>): string | undefined {
  return type?.split(',')[0]?.toUpperCase() || undefined
}

function partsOf(value: string | undefined): (string | undefined)[] {
  return (value ?? '').split(/(?<!\\);/).map((part) => plain(part) || undefined)
}

function plain(value: string): string {
  return value
    .replace(/\\n/gi, '\n')
    .replace(/\\([\\;,:])/g, '$1')
    .trim()
}

function some<Item>(list: Item[]): Item[] | undefined {
  return list.length > 0 ? list : undefined
}

function definite(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
