import type { Json } from '../json.ts'
import { diffBounds } from './diff-bounds.ts'
import { allowedValues, keyword, type View } from './schema-view.ts'
import { listed, nameOf, type Pair, report, type Scope, shown } from './scope.ts'

/** Compares what a single value may be: enum and const, pattern, format, bounds, default. */
export function diffValues(scope: Scope, pair: Pair): void {
  diffAllowed(scope, pair)
  diffText(scope, pair, 'pattern')
  diffText(scope, pair, 'format')
  diffBounds(scope, pair)
  if (scope.direction === 'request') diffDefault(scope, pair)
}

function diffAllowed(scope: Scope, { before, after, at }: Pair): void {
  const name = nameOf(at)
  const [old, now] = [withoutNull(allowedValues(before)), withoutNull(allowedValues(after))]
  const place = (view: View) => keyword(view, 'const')?.pointer ?? keyword(view, 'enum')?.pointer ?? ''
  if (!old || !now) {
    if (now)
      report(scope, at, {
        kind: 'enum-added',
        what: `${name} is limited to ${listed(now)} now.`,
        pointer: place(after),
        after: now,
      })
    if (old)
      report(scope, at, {
        kind: 'enum-removed',
        what: `${name} is no longer limited to ${listed(old)}.`,
        gone: place(before),
        before: old,
      })
    return
  }
  const removed = old.filter((value) => !holds(now, value))
  const added = now.filter((value) => !holds(old, value))
  const [only, next] = [removed[0], added[0]]
  if (old.length === 1 && now.length === 1 && only !== undefined && next !== undefined) {
    const what = `${name} was always ${shown(only)} and is always ${shown(next)} now.`
    report(scope, at, { kind: 'const-changed', what, pointer: place(after), before: only, after: next })
    return
  }
  for (const value of removed) {
    report(scope, at, {
      kind: 'enum-value-removed',
      what: `${name} can no longer be ${shown(value)}.`,
      gone: place(before),
      before: value,
    })
  }
  for (const value of added) {
    report(scope, at, {
      kind: 'enum-value-added',
      what: `${name} can also be ${shown(value)} now.`,
      pointer: place(after),
      after: value,
    })
  }
}

/** Null is told by its own kinds. */
function withoutNull(values: Json[] | undefined): Json[] | undefined {
  return values?.filter((value) => value !== null)
}

function holds(values: Json[], value: Json): boolean {
  return values.some((one) => JSON.stringify(one) === JSON.stringify(value))
}

function diffText(scope: Scope, { before, after, at }: Pair, word: 'pattern' | 'format'): void {
  const name = nameOf(at)
  const [old, now] = [keyword(before, word), keyword(after, word)]
  if (old?.value === now?.value) return
  if (!old && now) {
    const what = `${name} must fit the ${word} ${shown(now.value)} now.`
    report(scope, at, { kind: `${word}-added`, what, pointer: now.pointer, after: now.value })
  } else if (old && !now) {
    const what = `${name} no longer has to fit the ${word} ${shown(old.value)}.`
    report(scope, at, { kind: `${word}-removed`, what, gone: old.pointer, before: old.value })
  } else if (old && now) {
    const what = `The ${word} of ${name} was ${shown(old.value)} and is ${shown(now.value)}.`
    report(scope, at, { kind: `${word}-changed`, what, pointer: now.pointer, before: old.value, after: now.value })
  }
}

/** Whoever leaves the value out relied on it. */
function diffDefault(scope: Scope, { before, after, at }: Pair): void {
  const [old, now] = [keyword(before, 'default'), keyword(after, 'default')]
  if (!old || JSON.stringify(old.value) === JSON.stringify(now?.value)) return
  const what = `The default of ${nameOf(at)} was ${shown(old.value)} and is ${shown(now?.value)}.`
  const place = now ? { pointer: now.pointer } : { gone: old.pointer }
  report(scope, at, { kind: 'default-changed', what, ...place, before: old.value, after: now?.value })
}
