import { pointerTo, stepsOf, valueAt } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'

/** Members whose values say which of several answers it is: they are the same wherever the answer is. */
const telling = new Set([
  'event',
  'code',
  'status',
  'type',
  'mode',
  'provider',
  'error',
  'message',
  'created_by',
  '@class',
  'name',
])

/**
 * Where an example lacks what a shown body has: a member, its type, or the value of a member that tells answers apart. Lists are
 * compared by their best items. Null says nothing of a type.
 */
export function lackingIn(example: Json | undefined, shown: Json, at = ''): string[] {
  if (example === undefined) return [at]
  if (shown === null) return []
  if (Array.isArray(shown)) return Array.isArray(example) ? lackingItems(example, shown, at) : [at]
  if (isObject(shown)) {
    if (!isObject(example)) return [at]
    return Object.entries(shown).flatMap(([name, value]) => lackingIn(example[name], value, at + pointerTo(name)))
  }
  if (typeof example !== typeof shown) return [at]
  return tells(at, shown) && example !== shown ? [at] : []
}

function lackingItems(example: Json[], shown: Json[], at: string): string[] {
  return shown.flatMap((item, index) => {
    const found = example.map((one) => lackingIn(one, item, at + pointerTo(index)))
    if (found.length === 0) return [at]
    return found.toSorted((one, other) => one.length - other.length)[0] ?? []
  })
}

/** What people or Meta say (a name, a number of an error, a message beside a code) tells nothing. */
function tells(at: string, value: Json): boolean {
  const steps = stepsOf(at)
  const last = steps.at(-1) ?? ''
  if (!telling.has(last)) return false
  if (last === 'name') return steps.includes('state')
  if (last === 'code') return steps.at(-2) === 'error'
  if (last === 'message') return steps.length === 1 && typeof value === 'string'
  return true
}

/** What a request shows, as lines: each member by its pointer, lists without index, with its value where that tells something. */
export function membersOf(body: Json, at = ''): string[] {
  if (Array.isArray(body)) return body.flatMap((item) => membersOf(item, `${at}/*`))
  if (isObject(body)) return Object.entries(body).flatMap(([name, value]) => membersOf(value, at + pointerTo(name)))
  return [tells(at, body) && at !== '/name' ? `${at} = ${String(body)}` : at]
}

/** The example with the values of the shown body in their places. */
export function overlaid(example: Json, shown: Json): Json {
  if (Array.isArray(shown) && Array.isArray(example)) {
    return shown.map((item) => overlaid(bestOf(example, item) ?? item, item))
  }
  if (!isObject(shown) || !isObject(example)) return shown
  const members = Object.entries(shown).map(([name, value]) => [name, overlaid(example[name] ?? value, value)] as const)
  return { ...example, ...Object.fromEntries(members) }
}

function bestOf(items: Json[], shown: Json): Json | undefined {
  return items.toSorted((one, other) => lackingIn(one, shown).length - lackingIn(other, shown).length)[0]
}

/** Without what a pointer leads to. */
export function without(body: Json, pointer: string): Json {
  const copy = structuredClone(body)
  const steps = stepsOf(pointer)
  const last = steps.pop() ?? ''
  const holder = valueAt(copy, pointerTo(...steps))
  if (isObject(holder)) delete holder[last]
  return copy
}
