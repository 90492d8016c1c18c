import { isObject, type Json } from '../../json.ts'
import { isAbsent, type Pair, type Side } from '../entry.ts'
import { parseSelector } from '../selector.ts'
import { type Known, transformations } from '../transformations.ts'
import { putAt } from '../value-at.ts'
import { type Exchange, valuesOf, type Wish } from './exchange.ts'

/** A request of the other side, made by the entries out of what this side was asked or answered, and the entries it took. */
export interface Translated {
  wish: Wish
  entries: string[]
}

export type Direction = 'forth' | 'back'

/**
 * Writes the request of `place` on the other side. What an entry maps from this exchange to that request is transformed; what the
 * operation itself stands for (`content.type`) is put where the other side writes it.
 */
export function translate(
  pairs: readonly Pair[],
  from: Exchange,
  place: string,
  known: Known,
  direction: Direction,
): Translated {
  let wish: Json = {}
  const entries: string[] = []
  for (const pair of pairs) {
    const { here, there } = sidesOf(pair, direction)
    if (!here || !there || pair.by === undefined) continue
    const targets = localsIn(there, place).filter(({ local }) => local.startsWith('request.'))
    const constants = targets.filter(({ values }) => values?.length === 1)
    if (named(here, from.place).some(({ local }) => local === 'operation') && constants.length > 0) {
      for (const { local, values } of constants) wish = putAt(wish, local.slice('request.'.length), values?.[0] ?? '')
      entries.push(pair.id)
      continue
    }
    const target = targets[0]?.local
    const sources = localsIn(here, from.place)
    if (target === undefined || sources.length === 0 || pair.id.startsWith('errors.')) continue
    const [value] = sources.flatMap(({ local }) => valuesOf(from, local))
    const made = transformations[pair.by][direction](value, known)
    if (made === undefined) continue
    wish = putAt(wish, target.slice('request.'.length), made)
    entries.push(pair.id)
  }
  return { wish: (isObject(wish) ? wish : {}) as Wish, entries }
}

/** Pointers into the two request bodies that mean the same, for the paths of problems. */
export function pointersOf(pairs: readonly Pair[], left: string, right: string): (readonly [string, string])[] {
  const pointer = (local: string) => `/${local.replace('request.', '').replaceAll('[]', '.0').replaceAll('.', '/')}`
  return pairs.flatMap((pair) => {
    if (isAbsent(pair.left) || isAbsent(pair.right) || pair.by === undefined) return []
    const [from] = named(pair.left, left).filter(({ local }) => local.startsWith('request.body.'))
    const [to] = named(pair.right, right).filter(({ local }) => local.startsWith('request.body.'))
    return from && to ? [[pointer(from.local), pointer(to.local)] as const] : []
  })
}

export function sidesOf(pair: Pair, direction: Direction): { here: Side | undefined; there: Side | undefined } {
  const left = isAbsent(pair.left) ? undefined : pair.left
  const right = isAbsent(pair.right) ? undefined : pair.right
  return direction === 'forth' ? { here: left, there: right } : { here: right, there: left }
}

interface Local {
  local: string
  values: string[] | undefined
}

/** Where the value of a side stands in a place: at the one path it names, or at each of its fields. */
export function localsIn(side: Side, place: string): Local[] {
  const found = named(side, place)
  const at = side.at && parseSelector(side.at)
  return at && found.length > 0 ? [{ local: at.local, values: undefined }] : found
}

function named({ fields }: Side, place: string): Local[] {
  return fields
    .map(parseSelector)
    .filter(({ places, local }) => local !== 'event' && (places === undefined || places.includes(place)))
    .map(({ local, values }) => ({ local, values }))
}
