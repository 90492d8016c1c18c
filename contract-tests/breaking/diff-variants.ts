import { isObject, type Json } from '../json.ts'
import { createCollector } from './collect.ts'
import { fingerprint } from './fingerprint.ts'
import {
  allowedValues,
  keyword,
  placeOfView,
  propertiesOf,
  typesOf,
  type View,
  variantView,
  viewOf,
} from './schema-view.ts'
import { nameOf, type Pair, report, type Scope } from './scope.ts'

type Compare = (scope: Scope, pair: Pair) => void

/** One alternative of a `oneOf` or `anyOf`. */
interface Variant {
  node: Json
  view: View
  /** Component name, or what tells it from the others. */
  label: string
}

/** Two alternatives that are the same one, and what of them is compared. */
interface Match {
  was?: Variant
  is?: Variant
  before: View
  after: View
}

/** Compares alternatives: each with the one it became. */
export function diffVariants(scope: Scope, pair: Pair, compare: Compare): void {
  const { before, after, at, above } = pair
  if (before.variants.length === 0 && after.variants.length === 0) return
  const [old, now] = [variantsOf(before), variantsOf(after)]
  const matches = comparesBase(pair) ? matched(old, now) : closest(scope, pair, old, now, compare)
  for (const match of matches) compare(scope, { before: match.before, after: match.after, at, above })
  for (const variant of old) {
    if (matches.some(({ was }) => was === variant)) continue
    const what = `${nameOf(at)} can no longer have the form ${variant.label}.`
    report(scope, at, { kind: 'variant-removed', what, gone: placeOfView(variant.view), before: variant.label })
  }
  for (const variant of now) {
    if (matches.some(({ is }) => is === variant)) continue
    const what = `${nameOf(at)} can also have the form ${variant.label} now.`
    report(scope, at, { kind: 'variant-added', what, pointer: placeOfView(variant.view), after: variant.label })
  }
}

/** Whether what stands beside the alternatives is compared by itself: not where only one version has alternatives. */
export function comparesBase({ before, after }: Pair): boolean {
  return before.variants.length > 0 === after.variants.length > 0
}

function variantsOf(view: View): Variant[] {
  return view.variants.map((node, index) => {
    const own = viewOf(view.document, node)
    return { node, view: own, label: refName(node) ?? tagOf(own) ?? typeName(own) ?? `number ${index + 1}` }
  })
}

/** One version has no alternatives: it is compared with the alternative most like it. */
function closest(scope: Scope, pair: Pair, old: Variant[], now: Variant[], compare: Compare): Match[] {
  const candidates: Match[] = [
    ...old.map((was) => ({ was, before: variantView(pair.before, was.node), after: pair.after })),
    ...now.map((is) => ({ is, before: pair.before, after: variantView(pair.after, is.node) })),
  ]
  const rated = candidates.map((match) => {
    const trial = createCollector()
    compare({ ...scope, report: trial.report }, { ...pair, before: match.before, after: match.after })
    return { match, cost: trial.changes().filter(({ breaking }) => breaking).length }
  })
  return rated
    .toSorted((one, other) => one.cost - other.cost)
    .slice(0, 1)
    .map(({ match }) => match)
}

/** Pairs of alternatives that are the same one: alike, of one name, with one tag, of one type. */
function matched(old: Variant[], now: Variant[]): Match[] {
  const matches: Match[] = []
  const keys: ((variant: Variant) => string | undefined)[] = [
    ({ view, node }) => fingerprint(view.document, node),
    ({ node }) => refName(node),
    ({ view }) => tagOf(view),
    ({ view }) => typeName(view),
  ]
  const free = (variants: Variant[]) =>
    variants.filter((one) => !matches.some(({ was, is }) => was === one || is === one))
  for (const key of keys) {
    for (const variant of free(old)) {
      const wanted = key(variant)
      if (wanted === undefined || free(old).filter((one) => key(one) === wanted).length > 1) continue
      const [found, ...more] = free(now).filter((one) => key(one) === wanted)
      if (found && more.length === 0) {
        matches.push({ was: variant, is: found, before: variant.view, after: found.view })
      }
    }
  }
  return matches
}

function refName(node: Json): string | undefined {
  return isObject(node) && typeof node.$ref === 'string' ? node.$ref.split('/').at(-1) : undefined
}

/** The members that have one value only: `event: "qr"`. */
function tagOf(view: View): string | undefined {
  const tags = [...propertiesOf(view)].flatMap(([name, schemas]) => {
    const values = allowedValues(viewOf(view.document, ...schemas))
    return values?.length === 1 ? [`${name}: ${JSON.stringify(values[0])}`] : []
  })
  const required = keyword(view, 'required')?.value
  if (tags.length > 0) return tags.toSorted().join(', ')
  return propertiesOf(view).size === 0 && Array.isArray(required) ? `with ${required.join(', ')}` : undefined
}

function typeName(view: View): string | undefined {
  const types = typesOf(view)
  return types && [...types].toSorted().join(' or ')
}
