import { stepsOf } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'
import type { Change } from './change.ts'

/** Whether this very value is no longer taken. Where that cannot be told of a value, any is. */
export function isRefused({ kind, pointer, before, after }: Change, value: Json): boolean {
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

const decided: ReadonlySet<Change['kind']> = new Set([
  'null-removed',
  'enum-value-removed',
  'enum-added',
  'type-narrowed',
  'pattern-added',
  'length-narrowed',
  'range-narrowed',
  'count-narrowed',
])

/** Whether the change takes some values away and leaves others, so that a value decides whether it is concerned. */
export function takesValues({ kind }: Change): boolean {
  return decided.has(kind)
}
