import { allowsNull, keyword, placeOfView, typesOf, type View } from './schema-view.ts'
import { nameOf, type Pair, report, type Scope } from './scope.ts'

/** Compares the JSON types. False when they have so little in common that nothing else can be compared. */
export function diffTypes(scope: Scope, { before, after, at }: Pair): boolean {
  const [old, now] = [typesOf(before), typesOf(after)]
  if (before.variants.length > 0 || after.variants.length > 0) {
    if (!old || !now) return true
  }
  if (!old && !now) return true
  const narrowed = !old || (now !== undefined && [...old].some((type) => !accepts(now, type)))
  const widened = !now || (old !== undefined && [...now].some((type) => !accepts(old, type)))
  if (!narrowed && !widened) return true
  const kind = narrowed && widened ? 'type-changed' : narrowed ? 'type-narrowed' : 'type-widened'
  report(scope, at, {
    kind,
    what: `The type of ${nameOf(at)} was ${told(old)} and is ${told(now)}.`,
    pointer: keyword(after, 'type')?.pointer ?? placeOfView(after),
    before: old && [...old],
    after: now && [...now],
  })
  return old !== undefined && now !== undefined && [...old].some((type) => accepts(now, type) || now.has(type))
}

/** Null is told apart from the other types, whichever way it is allowed. */
export function diffNull(scope: Scope, { before, after, at }: Pair): void {
  const [had, has] = [allowsNull(before), allowsNull(after)]
  if (had === has || isAny(before) || isAny(after)) return
  const pointer = keyword(after, 'type')?.pointer ?? placeOfView(after)
  if (has) report(scope, at, { kind: 'null-added', what: `${nameOf(at)} may be null now.`, pointer })
  else report(scope, at, { kind: 'null-removed', what: `${nameOf(at)} may no longer be null.`, pointer })
}

function isAny(view: View): boolean {
  return !typesOf(view) && view.variants.length === 0
}

/** Every integer is a number. */
function accepts(types: Set<string>, type: string): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'))
}

function told(types: Set<string> | undefined): string {
  return types ? [...types].join(' or ') || 'null' : 'anything'
}
