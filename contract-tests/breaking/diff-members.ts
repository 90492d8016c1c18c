import type { Json } from '../json.ts'
import { keyword, propertiesOf, propertyPointer, requiredOf, type View, variantView, viewOf } from './schema-view.ts'
import { nameOf, type Pair, report, type Scope } from './scope.ts'

type Compare = (scope: Scope, pair: Pair) => void

/** Compares the members of an object: which there are, which must be there, what each may be, and whether there may be others. */
export function diffMembers(scope: Scope, pair: Pair, compare: Compare): void {
  const { before, after } = pair
  const [old, now] = [propertiesOf(before), propertiesOf(after)]
  const [needed, needs] = [requiredOf(before), requiredOf(after)]
  for (const name of new Set([...old.keys(), ...now.keys(), ...needed, ...needs])) {
    const at = [...pair.at, name]
    const [was, is] = [old.get(name), now.get(name)]
    if (was && !is) removed(scope, pair, name, at, was, compare)
    else if (is && !was) added(scope, pair, name, at, needs.has(name))
    else {
      if (was && is) {
        const views = { before: viewOf(scope.before, ...was), after: viewOf(scope.after, ...is) }
        compare(scope, { ...views, at, above: pair.above })
      }
      if (needs.has(name) !== needed.has(name)) presence(scope, pair, name, at, needs.has(name))
    }
  }
  furtherMembers(scope, pair, compare)
}

function removed(scope: Scope, pair: Pair, name: string, at: string[], schemas: Json[], compare: Compare): void {
  const { before, after, above } = pair
  if (livesInVariants(after, name, scope.direction === 'request')) return
  const gone = propertyPointer(before, name)
  const subject = nameOf(at)
  const rest = furtherOf(after)
  if (scope.direction !== 'request') {
    report(scope, at, { kind: 'property-removed', what: `${subject} is no longer there.`, gone })
  } else if (rest === false) {
    report(scope, at, { kind: 'property-removed', what: `${subject} is no longer accepted.`, gone })
  } else if (rest === true) {
    report(scope, at, { kind: 'property-ignored', what: `${subject} is no longer known; it is ignored.`, gone })
  } else {
    compare(scope, { before: viewOf(scope.before, ...schemas), after: viewOf(scope.after, rest), at, above })
  }
}

/** A member that moved into the alternatives is still there: a client may send it with some, an answer has it in all. */
function livesInVariants(view: View, name: string, someSuffice: boolean): boolean {
  const has = (variant: Json) => propertiesOf(variantView(view, variant)).has(name)
  return view.variants.length > 0 && (someSuffice ? view.variants.some(has) : view.variants.every(has))
}

function added(scope: Scope, { after, before }: Pair, name: string, at: string[], isRequired: boolean): void {
  const pointer = propertyPointer(after, name)
  if (livesInVariants(before, name, true)) return
  const subject = nameOf(at)
  if (isRequired)
    report(scope, at, { kind: 'required-property-added', what: `${subject} is new and always required.`, pointer })
  else report(scope, at, { kind: 'property-added', what: `${subject} is new.`, pointer })
}

function presence(scope: Scope, { before, after }: Pair, name: string, at: string[], isRequired: boolean): void {
  const place = keyword(after, 'required')?.pointer ?? propertyPointer(after, name)
  const subject = nameOf(at)
  const sent = scope.direction === 'request'
  if (isRequired) {
    const what = sent ? `${subject} is required now.` : `${subject} is always there now.`
    report(scope, at, { kind: 'property-required', what, pointer: place })
  } else {
    const what = sent ? `${subject} may be left out now.` : `${subject} is no longer always there.`
    report(scope, at, { kind: 'property-optional', what, gone: keyword(before, 'required')?.pointer ?? '' })
  }
}

function furtherMembers(scope: Scope, { before, after, at, above }: Pair, compare: Compare): void {
  const [old, now] = [furtherOf(before), furtherOf(after)]
  const pointer = (keyword(after, 'additionalProperties') ?? keyword(after, 'unevaluatedProperties'))?.pointer
  const gone = (keyword(before, 'additionalProperties') ?? keyword(before, 'unevaluatedProperties'))?.pointer
  const place = pointer === undefined ? { gone: gone ?? '' } : { pointer }
  const subject = nameOf(at)
  if (now === false && old !== false) {
    report(scope, at, {
      kind: 'further-properties-forbidden',
      what: `${subject} may have no other members now.`,
      ...place,
    })
  } else if (old === false && now !== false) {
    report(scope, at, { kind: 'further-properties-allowed', what: `${subject} may have other members now.`, ...place })
  } else if (typeof old === 'object' || typeof now === 'object') {
    const views = { before: viewOf(scope.before, old), after: viewOf(scope.after, now) }
    compare(scope, { ...views, at: [...at, '*'], above })
  }
}

/** What members beside the named ones may be: anything, nothing, or a schema. */
function furtherOf(view: View): Json {
  return (keyword(view, 'additionalProperties') ?? keyword(view, 'unevaluatedProperties'))?.value ?? true
}
