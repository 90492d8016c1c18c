import type { Json } from '../json.ts'
import type { ChangeKind } from './rules.ts'
import { keyword } from './schema-view.ts'
import { nameOf, type Pair, report, type Scope, shown } from './scope.ts'

type Family = 'length' | 'range' | 'count'

/** Each bound: what it is of, which side it closes, and what holds without it. */
const bounds: Record<string, { family: Family; side: 'lower' | 'upper'; otherwise: number }> = {
  minLength: { family: 'length', side: 'lower', otherwise: 0 },
  maxLength: { family: 'length', side: 'upper', otherwise: Number.POSITIVE_INFINITY },
  minimum: { family: 'range', side: 'lower', otherwise: Number.NEGATIVE_INFINITY },
  exclusiveMinimum: { family: 'range', side: 'lower', otherwise: Number.NEGATIVE_INFINITY },
  maximum: { family: 'range', side: 'upper', otherwise: Number.POSITIVE_INFINITY },
  exclusiveMaximum: { family: 'range', side: 'upper', otherwise: Number.POSITIVE_INFINITY },
  multipleOf: { family: 'range', side: 'lower', otherwise: 0 },
  minItems: { family: 'count', side: 'lower', otherwise: 0 },
  maxItems: { family: 'count', side: 'upper', otherwise: Number.POSITIVE_INFINITY },
  minProperties: { family: 'count', side: 'lower', otherwise: 0 },
  maxProperties: { family: 'count', side: 'upper', otherwise: Number.POSITIVE_INFINITY },
  uniqueItems: { family: 'count', side: 'lower', otherwise: 0 },
}

export function diffBounds(scope: Scope, { before, after, at }: Pair): void {
  for (const [word, { family, side, otherwise }] of Object.entries(bounds)) {
    const [old, now] = [keyword(before, word), keyword(after, word)]
    const [from, to] = [limit(old?.value, otherwise), limit(now?.value, otherwise)]
    if (from === to) continue
    const isTighter = side === 'lower' ? to > from : to < from
    const kind: ChangeKind = `${family}-${isTighter ? 'narrowed' : 'widened'}`
    const what = `The ${word} of ${nameOf(at)} was ${shown(old?.value)} and is ${shown(now?.value)}.`
    const place = now ? { pointer: now.pointer } : { gone: old?.pointer ?? '' }
    report(scope, at, { kind, what, ...place, before: old?.value, after: now?.value })
  }
}

function limit(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : value === true ? 1 : otherwise
}
