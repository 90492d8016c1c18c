import { stepsOf } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'
import type { HttpInteraction } from '../pact-file/interaction.ts'
import type { Change, Use } from './change.ts'
import { valuesAt } from './values-at.ts'

/** Answers that come before a request is read: whatever it holds, they stay. */
const unread = new Set([400, 401, 403, 413, 415, 429, 500, 503])

/** Whether a request that was taken so far is turned away now. */
export function breaksRequest(change: Change, use: Use, interaction: HttpInteraction): boolean {
  const { kind, before } = change
  if (kind === 'path-removed' || kind === 'operation-removed') return true
  if (use.part === 'operation')
    return interaction.status !== 401 && !(kind === 'scope-added' && interaction.status === 403)
  if (unread.has(interaction.status)) return false
  const { requestBody: body, requestHeaders: headers } = interaction
  if (use.part !== 'body') return breaksParameter(change, use, interaction)
  if (kind === 'body-required') return body === undefined
  if (kind === 'media-type-removed')
    return body !== undefined && (headers['content-type']?.startsWith(String(before)) ?? true)
  if (isAbout(change, 'required-property-added', 'property-required', 'default-changed')) {
    const name = use.at.at(-1) ?? ''
    return valuesAt(body, use.at.slice(0, -1)).some((owner) => isObject(owner) && !Object.hasOwn(owner, name))
  }
  return valuesAt(body, use.at).some((value) => isRefused(change, value))
}

function breaksParameter(change: Change, use: Use, { query, requestHeaders }: HttpInteraction): boolean {
  const [name = ''] = use.at
  // Values of a path are in it, under no name.
  if (use.part === 'path') return true
  const given =
    use.part === 'query' ? query[name] : use.part === 'header' ? requestHeaders[name.toLowerCase()] : undefined
  if (isAbout(change, 'required-parameter-added', 'parameter-required', 'default-changed')) return given === undefined
  return given !== undefined && [given].flat().some((value) => isRefused(change, typed(value, change)))
}

/** A parameter is text on the wire, whatever it is in the schema. */
function typed(value: string, { before, after }: Change): Json {
  const isNumber = [before, after].flat().some((one) => typeof one === 'number')
  return isNumber && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

/** Whether this very value is no longer taken. Where that cannot be told of a value, any is. */
function isRefused({ kind, pointer, before, after }: Change, value: Json): boolean {
  switch (kind) {
    case 'null-removed':
      return value === null
    case 'const-changed':
    case 'enum-value-removed':
      return isSame(value, before)
    case 'enum-added':
      return Array.isArray(after) && !after.some((one) => isSame(one, value))
    case 'type-narrowed':
      return Array.isArray(after) && !after.some((type) => isOf(value, type))
    case 'pattern-added':
    case 'pattern-changed':
      return typeof value === 'string' && !matches(value, after)
    case 'length-narrowed':
      return typeof value === 'string' && exceeds([...value].length, pointer, after)
    case 'range-narrowed':
      return typeof value === 'number' && exceeds(value, pointer, after)
    case 'count-narrowed':
      return typeof value === 'object' && value !== null && exceeds(Object.keys(value).length, pointer, after)
    default:
      return true
  }
}

function exceeds(size: number, pointer: string, bound: Json | undefined): boolean {
  const word = stepsOf(pointer).at(-1) ?? ''
  if (typeof bound !== 'number') return true
  if (word === 'multipleOf') return size % bound !== 0
  if (word === 'exclusiveMinimum') return size <= bound
  if (word === 'exclusiveMaximum') return size >= bound
  return word.startsWith('min') ? size < bound : size > bound
}

function matches(value: string, pattern: Json | undefined): boolean {
  try {
    return new RegExp(String(pattern), 'u').test(value)
  } catch {
    return false
  }
}

function isOf(value: Json, type: Json): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isAbout({ kind }: Change, ...kinds: Change['kind'][]): boolean {
  return kinds.includes(kind)
}
