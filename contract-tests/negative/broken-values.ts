import { isObject, type Json, type JsonObject } from '../json.ts'

/** Values that break one keyword of a schema, made of one that fits it. Whether they do break it is for a validator to say. */
export function brokenValues(keyword: string, schema: JsonObject, value: Json): Json[] {
  return breakers[keyword]?.(schema[keyword] as Json, value, schema) ?? []
}

type Breaker = (limit: Json, value: Json, schema: JsonObject) => Json[]

const foreign = 'none-of-these'
const ofEveryType: Json[] = [null, true, 7, 0.5, 'text', [], {}]

const breakers: Record<string, Breaker> = {
  type: () => ofEveryType,
  enum: (_, value) => [foreign, '', ...otherwiseWritten(value)],
  const: (_, value) => [foreign, ...otherwiseWritten(value)],
  minLength: (limit, value) => ofLength(value, Number(limit) - 1),
  maxLength: (limit, value) => ofLength(value, Number(limit) + 1),
  pattern: (_, value) => (typeof value === 'string' ? oddities(value) : []),
  format: (_, value) => (typeof value === 'string' ? [foreign, 'a b', `${value} `, '::'] : []),
  minimum: (limit) => [Number(limit) - 1],
  maximum: (limit) => [Number(limit) + 1],
  exclusiveMinimum: (limit) => [limit],
  exclusiveMaximum: (limit) => [limit],
  multipleOf: (limit, value) => (typeof value === 'number' ? [value + Number(limit) / 2] : []),
  minItems: (limit, value) => (Array.isArray(value) ? [value.slice(0, Math.max(Number(limit) - 1, 0))] : []),
  maxItems: (limit, value, { uniqueItems }) => ofItems(value, Number(limit) + 1, uniqueItems === true),
  uniqueItems: (_, value) => (Array.isArray(value) && value[0] !== undefined ? [[...value, value[0]]] : []),
  minProperties: () => [{}],
  maxProperties: (limit, value) => [withMembers(value, Number(limit) + 1)],
}

/** Upper case for lower case and the other way round: texts of an enumeration are compared to the letter. */
function otherwiseWritten(value: Json): Json[] {
  if (typeof value === 'number') return [value + 0.5]
  return typeof value === 'string' ? [value.toUpperCase(), value.toLowerCase(), `${value} `] : []
}

function ofLength(value: Json, length: number): Json[] {
  if (typeof value !== 'string' || length < 0) return []
  const characters = [...value]
  if (length <= characters.length) return [characters.slice(0, length).join('')]
  return [value + (characters.at(-1) ?? 'x').repeat(length - characters.length)]
}

/** Once for every way in which patterns are written too loosely: no anchor, no `u`, white space, digits of other scripts. */
function oddities(value: string): Json[] {
  return [
    `${value}\n`,
    ` ${value}`,
    `${value}!`,
    `ñ${value}`,
    `${value}💥`,
    '٣٣٣٣٣٣٣٣٣٣',
    '0',
    'x',
    '',
    `${value}\u0007`,
    `${value}\u0000`,
  ]
}

function ofItems(value: Json, length: number, areUnique: boolean): Json[] {
  if (!Array.isArray(value) || value.length === 0) return []
  const itemAt = (index: number) => value[index % value.length] as Json
  return [Array.from({ length }, (_, index) => (areUnique ? numbered(itemAt(0), index) : itemAt(index)))]
}

function numbered(item: Json, index: number): Json {
  if (typeof item === 'number') return item + index
  return typeof item === 'string' ? item + index : item
}

function withMembers(value: Json, count: number): Json {
  const members = isObject(value) ? value : {}
  const [sample = 'x'] = Object.values(members)
  const more = Array.from({ length: count }, (_, index) => [`m${index}`, sample])
  return { ...members, ...Object.fromEntries(more) }
}
