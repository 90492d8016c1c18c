import { MatchersV3 } from '@pact-foundation/pact'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { DocumentedValue } from './document.ts'
import { toPactRegex } from './pact-regex.ts'
import type { Schemas } from './schemas.ts'
import type { Freedom } from './subject.ts'

export interface MatcherOptions extends Freedom {
  /** Whether the value at this JSON pointer is expected as it is in the example: codes that programs switch on. */
  isExact?: (pointer: string) => boolean
}

/**
 * What to expect where the specification has this schema and shows this example: constants, enums, booleans, nulls and codes
 * as they are, the rest by its form. Several objects in one array are several kinds of entry, all of which must be there.
 */
export function toMatcher(schemas: Schemas, schema: JsonObject, example: Json, options: MatcherOptions = {}): unknown {
  return expectation(schema, example, '', false)

  /** Below an array's matcher a plain value is compared by its type only, so there equality has to be said. */
  function expectation(given: JsonObject, value: Json, pointer: string, cascading: boolean): unknown {
    const rules = schemas.about(given, value)
    if (Array.isArray(value)) return array(rules, value, pointer, cascading)
    if (isObject(value)) return object(rules, value, pointer, cascading)
    if (options.anyCode?.includes(pointer) && Array.isArray(rules.enum))
      return textOfForm(oneOf(rules.enum), String(value))
    const exact = value === null || typeof value === 'boolean' || isFixed(rules) || options.isExact?.(pointer)
    if (exact) return cascading ? MatchersV3.equal(value) : value
    if (typeof value === 'number') return rules.type === 'number' ? MatchersV3.number(value) : MatchersV3.integer(value)
    return text(rules, value, options.maybeNull?.includes(pointer) ?? false)
  }

  function object(rules: JsonObject, value: JsonObject, pointer: string, cascading: boolean): unknown {
    const properties = isObject(rules.properties) ? rules.properties : undefined
    if (!properties && rules.additionalProperties !== false) {
      return options.asSent?.includes(pointer) ? MatchersV3.equal(value) : MatchersV3.like({})
    }
    const members = Object.entries(value).map(([name, member]) => {
      const schema = properties?.[name]
      return [name, expectation(isObject(schema) ? schema : {}, member, `${pointer}/${name}`, cascading)]
    })
    return Object.fromEntries(members)
  }

  function array(rules: JsonObject, value: Json[], pointer: string, cascading: boolean): unknown {
    const items = isObject(rules.items) ? rules.items : {}
    const [first] = value
    if (first === undefined) return []
    if (!isObject(first) && isFixed(schemas.about(items, first))) return cascading ? MatchersV3.equal(value) : value
    const at = `${pointer}/*`
    if (value.length === 1 || !isObject(first)) return MatchersV3.eachLike(expectation(items, first, at, true))
    return MatchersV3.arrayContaining(...value.map((entry) => expectation(items, entry, at, false)))
  }
}

/** The same for a header, whose value is text whatever the schema says. */
export function toHeaderMatcher(schemas: Schemas, { schema, example }: DocumentedValue): unknown {
  const { type, pattern } = schemas.about(schema, example)
  const regex = type === 'integer' ? '^[0-9]+$' : typeof pattern === 'string' ? toPactRegex(pattern) : undefined
  const value = String(example)
  return regex === undefined ? MatchersV3.string(value) : MatchersV3.regex(regex, value)
}

/** What the mock server answers for an expectation. */
export function toExample(expectation: unknown): Json {
  if (Array.isArray(expectation)) return expectation.map(toExample)
  if (typeof expectation !== 'object' || expectation === null) return expectation as Json
  if (!('pact:matcher:type' in expectation)) {
    return Object.fromEntries(Object.entries(expectation).map(([name, member]) => [name, toExample(member)]))
  }
  if ('variants' in expectation) return toExample(expectation.variants)
  return toExample('value' in expectation ? expectation.value : null)
}

/** Whole seconds or milliseconds, in UTC. */
const timestamp = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$'

function text(rules: JsonObject, value: string, nullable: boolean): unknown {
  const regex = regexOf(rules)
  // Pact's verifier holds null against a regular expression as the text `null`.
  if (nullable) return MatchersV3.regex(`^null$|${regex ?? '^.*$'}`, value)
  return regex === undefined ? MatchersV3.string(value) : textOfForm(regex, value)
}

/** A regular expression alone would take the number 12 for the text `12`. */
export function textOfForm(regex: string, value: string): unknown {
  const matchers = [{ 'pact:matcher:type': 'regex', regex }, { 'pact:matcher:type': 'type' }]
  return { 'pact:matcher:type': matchers, value }
}

function regexOf({ format, pattern }: JsonObject): string | undefined {
  if (format === 'date-time') return timestamp
  if (format === 'uri') return '^https?://\\S+$'
  return typeof pattern === 'string' ? toPactRegex(pattern) : undefined
}

function oneOf(values: Json[]): string {
  return `^(${values.map((value) => String(value).replace(/[^\w ]/g, '\\$&')).join('|')})$`
}

function isFixed({ const: constant, enum: values }: JsonObject): boolean {
  return constant !== undefined || values !== undefined
}
