import type { Json } from '../json.ts'
import { diffConditions } from './diff-conditions.ts'
import { diffMembers } from './diff-members.ts'
import { diffNull, diffTypes } from './diff-types.ts'
import { diffValues } from './diff-values.ts'
import { comparesBase, diffVariants } from './diff-variants.ts'
import { fingerprint } from './fingerprint.ts'
import { keyword, pointerOf, type View, viewOf } from './schema-view.ts'
import type { Pair, Scope } from './scope.ts'

/** Compares two schemas and everything in them; a missing one admits anything. */
export function diffSchemas(scope: Scope, before: Json | undefined, after: Json | undefined, at: string[] = []): void {
  if (fingerprint(scope.before, before ?? {}) === fingerprint(scope.after, after ?? {})) return
  diffPair(scope, { before: viewOf(scope.before, before), after: viewOf(scope.after, after), at, above: [] })
}

function diffPair(scope: Scope, pair: Pair): void {
  const step = `${placesOf(pair.before)} > ${placesOf(pair.after)}`
  if (pair.above.includes(step)) return
  const inside = { ...pair, above: [...pair.above, step] }
  diffNull(scope, inside)
  if (comparesBase(pair)) {
    if (!diffTypes(scope, inside)) return
    diffValues(scope, inside)
    diffConditions(scope, inside)
    diffMembers(scope, inside, diffPair)
    diffItems(scope, inside)
  }
  diffVariants(scope, inside, diffPair)
}

function diffItems(scope: Scope, { before, after, at, above }: Pair): void {
  const [old, now] = [keyword(before, 'items')?.value, keyword(after, 'items')?.value]
  if (old === undefined && now === undefined) return
  const views = { before: viewOf(scope.before, old), after: viewOf(scope.after, now) }
  diffPair(scope, { ...views, at: [...at, '*'], above })
}

function placesOf({ document, parts, variants }: View): string {
  return `${parts.map((part) => pointerOf(document, part)).join()}#${variants.length}`
}
