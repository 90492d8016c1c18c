import { isAbsent, type Pair, type Side } from './entry.ts'
import { type Field, statusOf } from './fields.ts'
import { parseSelector, type Selector, selects } from './selector.ts'
import { type Transformation, transformations } from './transformations.ts'

/** What is wrong with one side of a correspondence. */
export interface Fault {
  code: string
  what: string
  /** The interaction it is about. */
  interaction?: string
  /** The entry it is about. */
  entry?: string
  field?: Field
  /** JSON pointer into the document, where there is no field. */
  pointer?: string
  expected?: string
  got?: string
}

type Position = 'left' | 'right'

/**
 * Holds the entries of one side against the fields of its document: every field and every value is in an entry, every entry names
 * what exists, and what is declared absent over there is mapped by nobody.
 */
export function checkFields(pairs: readonly Pair[], position: Position, fields: readonly Field[]): Fault[] {
  return checkClaims(
    pairs.flatMap((pair) => claimsOf(pair, position)),
    fields,
    fields,
  )
}

/** The same of two sides that share a document, for the fields in which they may differ. */
export function checkBothSides(pairs: readonly Pair[], fields: readonly Field[], scope: readonly Field[]): Fault[] {
  return checkClaims(
    pairs.flatMap((pair) => [...claimsOf(pair, 'left'), ...claimsOf(pair, 'right')]),
    fields,
    scope,
  )
}

function checkClaims(claims: Claim[], fields: readonly Field[], scope: readonly Field[]): Fault[] {
  let faults = claims.flatMap((claim) => misnamed(claim, fields))
  const missing = new Map<string, Field[]>()
  for (const field of scope) {
    const own = claims.filter(({ selectors }) => selectors.some((selector) => selects(selector, field)))
    if (own.length === 0) missing.set(field.place, [...(missing.get(field.place) ?? []), field])
    else faults.push(...contradictions(field, own), ...unnamedValues(field, own))
  }
  faults = firstOfEach(faults)
  for (const [place, list] of missing) {
    faults.push({
      code: 'field-without-entry',
      what: `${place} has ${list.length === 1 ? 'a field' : 'fields'} without an entry.`,
      expected: 'an entry that maps each, or declares it absent on the other side with the reason',
      got: list.map(({ local }) => local).join(', '),
      ...(list[0] && { field: list[0] }),
    })
  }
  return faults
}

interface Claim {
  id: string
  selectors: Selector[]
  isMapped: boolean
  transformation: Transformation | undefined
  position: Position
  side: Side
}

function claimsOf(pair: Pair, position: Position): Claim[] {
  const side = pair[position]
  if (isAbsent(side)) return []
  const transformation = pair.by && transformations[pair.by]
  const selectors = side.fields.map(parseSelector)
  return [{ id: pair.id, selectors, isMapped: pair.by !== undefined, transformation, position, side }]
}

function misnamed({ id, selectors, side }: Claim, fields: readonly Field[]): Fault[] {
  const faults: Fault[] = []
  const wrong = (what: string) => faults.push({ code: 'entry-without-field', what, entry: id })
  for (const selector of selectors) {
    const { text, places, local, values = [] } = selector
    const found = fields.filter((field) => selects(selector, field))
    const absent = places?.filter((place) => !found.some((field) => field.place === place)) ?? []
    if (absent.length > 0) wrong(`${id} names ${local} of ${absent.join(', ')}, which the document does not have.`)
    else if (found.length === 0) wrong(`${id} names ${text}, which the document does not have.`)
    const strange = values.filter((value) => !found.some((field) => field.values.includes(value)))
    if (found.length > 0 && strange.length > 0)
      wrong(`${id} names ${text}, and ${strange.join(', ')} is no value of it.`)
    const at = side.at?.split(' ').at(-1) ?? ''
    if (at !== '' && /^(request|\d)/.test(local) && !local.startsWith(at))
      wrong(`${id} names ${text}, which is not part of ${side.at}.`)
  }
  return faults
}

/** A field, or a value of it, that is declared absent by one entry and mapped by another. */
function contradictions(field: Field, claims: Claim[]): Fault[] {
  return claims
    .filter(({ isMapped }) => !isMapped)
    .flatMap((absent) =>
      claims.flatMap((other) => {
        const [a, b] = [valuesNamed(absent, field), valuesNamed(other, field)]
        const meet = a === undefined || b === undefined || a.some((value) => b.includes(value))
        if (other === absent || !meet) return []
        const what = other.isMapped
          ? `${field.address} is declared absent on the other side by ${absent.id} and mapped by ${other.id}.`
          : `${field.address} is declared absent twice, by ${absent.id} and ${other.id}.`
        // Of two that declare it absent, one complaint is enough.
        if (!other.isMapped && absent.id > other.id) return []
        return [{ code: 'absent-and-mapped', what, entry: absent.id, field }]
      }),
    )
}

/** Values of an enumeration that no entry speaks of, where entries speak of values. */
function unnamedValues(field: Field, claims: Claim[]): Fault[] {
  if (field.values.length === 0) return []
  const named = new Set(claims.flatMap((claim) => valuesNamed(claim, field) ?? field.values))
  const unnamed = field.values.filter((value) => !named.has(value))
  if (unnamed.length === 0) return []
  return [
    {
      code: 'value-without-entry',
      what: `${field.address} may be ${unnamed.join(', ')}, of which no entry speaks.`,
      expected: 'an entry that maps each value, or declares it absent on the other side with the reason',
      got: unnamed.join(', '),
      field,
    },
  ]
}

/** The values of a field a claim speaks of; undefined for all it can be. */
function valuesNamed({ selectors, transformation, position }: Claim, field: Field): string[] | undefined {
  const own = selectors.filter((selector) => selects(selector, field))
  const mapped = transformation?.values && valuesOn(transformation.values, position)
  const named = own.map(({ values }) => values ?? mapped)
  return named.some((values) => values === undefined) ? undefined : named.flatMap((values) => values ?? [])
}

function valuesOn(values: Readonly<Record<string, string>>, position: Position): string[] {
  return position === 'left' ? Object.keys(values) : Object.values(values)
}

/** One complaint where the same member of many error answers has the same fault. */
function firstOfEach(faults: Fault[]): Fault[] {
  const seen = new Set<string>()
  return faults.filter(({ code, what, entry, field, got }) => {
    const member = field && (statusOf(field) ?? 0) >= 400 ? field.local.slice(3) : what
    const key = JSON.stringify([code, member, entry, got])
    return !seen.has(key) && seen.add(key)
  })
}
