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
    if (pair.id.startsWith('errors.')) continue
    for (const [source, target] of pairedLocals(here, from.place, there, place)) {
      const [value] = valuesMeant(from, source)
      const made = target.local.startsWith('request.') ? transformations[pair.by][direction](value, known) : undefined
      if (made === undefined) continue
      wish = putAt(wish, target.local.slice('request.'.length), made)
      entries.push(pair.id)
    }
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

/** Which value of one place is meant by which of the other: one by one where there are as many, otherwise each by each. */
export function pairedLocals(here: Side, place: string, there: Side, otherPlace: string): [Local, Local][] {
  const [sources, targets] = [localsIn(here, place), localsIn(there, otherPlace)]
  if (sources.length === targets.length) return sources.map((source, index) => [source, targets[index] as Local])
  return sources.flatMap((source) => targets.map((target): [Local, Local] => [source, target]))
}

/** Where the value of a side stands in a place: at the one path it names, or at each of its fields. */
function localsIn(side: Side, place: string): Local[] {
  const found = named(side, place)
  const at = side.at && parseSelector(side.at)
  return at && found.length > 0 ? [{ local: at.local, values: undefined }] : found
}

/** The values an entry means by a local. */
export function valuesMeant(exchange: Exchange, { local, values }: Local): Json[] {
  return valuesOf(exchange, local).filter((value) => values === undefined || values.includes(String(value)))
}

function named({ fields }: Side, place: string): Local[] {
  return fields
    .map(parseSelector)
    .filter(({ places, local }) => local !== 'event' && (places === undefined || places.includes(place)))
    .map(({ local, values }) => ({ local, values }))
}
