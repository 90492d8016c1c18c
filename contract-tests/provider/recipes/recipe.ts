import { valueAt } from '../../compare/pointer.ts'
import { isObject, type Json } from '../../json.ts'

/**
 * One call on the way to an event: `api` is the provider's own, `control` moves its simulated world.
 *
 * In `path` and `body`, a text that begins with `$` names a value: `$token` what states and earlier calls answered, `$/data/from` what
 * the pact expects there; `|` separates alternatives, the last of which may be a literal. A member whose value is nowhere is left out.
 */
export interface Step {
  api?: string
  control?: string
  /** Instead of a call: this phone scans the code of `$session_id`, and its pairing is waited for. */
  pair?: string
  path?: Record<string, string>
  body?: Json
  /** Names for parts of the answer, by JSON pointer. */
  keep?: Record<string, string>
}

/** How one event comes about. The first recipe whose `when` fits the expected contents is taken. */
export interface Recipe {
  /** What the pact expects, by JSON pointer into its contents. */
  when?: Record<string, Json>
  steps: Step[]
}

/** How one event of a stream comes about. */
export interface StreamRecipe {
  when?: Record<string, Json>
  /** Before the pairing begins, which then is one of its own and not that of a state. */
  before?: Step[]
  /** When the stream tells of an event for the first time, `$qr` being the newest code. */
  on: Record<string, Step[]>
}

/** What `$` refers to. */
export interface Values {
  named: Record<string, Json>
  expected: Json
}

export function chooseRecipe<One extends { when?: Record<string, Json> }>(
  recipes: readonly One[],
  expected: Json,
): One | undefined {
  return recipes.find(({ when = {} }) =>
    Object.entries(when).every(([pointer, value]) => valueAt(expected, pointer) === value),
  )
}

/** A template with its values in place; undefined where there is none. */
export function filledIn(template: Json, values: Values): Json | undefined {
  if (typeof template === 'string') return template.startsWith('$') ? firstOf(template.split('|'), values) : template
  if (Array.isArray(template)) return template.map((one) => filledIn(one, values)).filter((one) => one !== undefined)
  if (!isObject(template)) return template
  const members = Object.entries(template).map(([name, one]) => [name, filledIn(one, values)] as const)
  return Object.fromEntries(members.filter((member): member is [string, Json] => member[1] !== undefined))
}

function firstOf(alternatives: string[], { named, expected }: Values): Json | undefined {
  for (const one of alternatives) {
    if (!one.startsWith('$')) return one
    const value = one.startsWith('$/') ? valueAt(expected, one.slice(1)) : named[one.slice(1)]
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}
