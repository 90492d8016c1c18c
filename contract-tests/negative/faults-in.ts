import type { Document } from '../compare/document.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { brokenValues } from './broken-values.ts'
import { conditionFaults } from './condition-faults.ts'
import type { Fault, Place } from './fault.ts'
import { arrayPlace, type Holder, memberPlace } from './places.ts'
import { allows, sampleOf } from './sample.ts'

/** Levels of nesting that are looked into. */
const depthMax = 30

/**
 * A value broken in every way its schema forbids, one keyword at a time: at every place it has, and at those it could have besides. Some of
 * what comes may still be allowed; a validator tells.
 */
export function* faultsIn(
  document: Document,
  node: Json | undefined,
  value: Json,
  place: Place,
  depth = 0,
): Generator<Fault> {
  if (!isObject(node) || depth > depthMax) return
  if (typeof node.$ref === 'string') yield* faultsIn(document, document.resolve(node), value, place, depth + 1)
  const at: Holder = { document, schema: node, value, place, depth }
  for (const keyword of Object.keys(node)) {
    for (const broken of brokenValues(keyword, node, value)) {
      yield { keyword, pointer: place.pointer, value: place.with(broken) }
    }
    yield* walkers[keyword]?.(at) ?? []
  }
}

/** What a keyword says of the inside of a value. */
const walkers: Record<string, (at: Holder) => Iterable<Fault>> = {
  required: requiredFaults,
  properties: memberFaults,
  additionalProperties: surplusFaults,
  unevaluatedProperties: surplusFaults,
  propertyNames: nameFaults,
  items: itemFaults,
  allOf: ({ document, schema, value, place, depth }) =>
    each(list(schema.allOf), (one) => faultsIn(document, one, value, place, depth + 1)),
  oneOf: branchFaults,
  anyOf: branchFaults,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: ({ document, schema, value, place, depth }) => faultsIn(document, schema.then, value, place, depth + 1),
  else: ({ document, schema, value, place, depth }) => faultsIn(document, schema.else, value, place, depth + 1),
  if: conditionFaults,
  not: conditionFaults,
  dependentRequired: conditionFaults,
}

function* requiredFaults({ schema, value, place }: Holder): Generator<Fault> {
  if (!isObject(value)) return
  for (const name of list(schema.required)) {
    if (typeof name !== 'string' || !Object.hasOwn(value, name)) continue
    const member = memberPlace(place, value, name)
    yield { keyword: 'required', pointer: member.pointer, value: member.with(undefined) }
  }
}

function* memberFaults({ document, schema, value, place, depth }: Holder): Generator<Fault> {
  if (!isObject(value) || !isObject(schema.properties)) return
  for (const [name, inner] of Object.entries(schema.properties)) {
    const member = memberPlace(place, value, name)
    if (inner === false) yield { keyword: 'properties', pointer: member.pointer, value: member.with('x') }
    const own = Object.hasOwn(value, name) ? value[name] : sampleOf(document, inner)
    if (own !== undefined) yield* faultsIn(document, inner, own, member, depth + 1)
  }
}

function* surplusFaults({ document, schema, value, place, depth }: Holder): Generator<Fault> {
  if (!isObject(value)) return
  const inner = schema.additionalProperties ?? schema.unevaluatedProperties
  if (inner === false) {
    const surplus = memberPlace(place, value, 'surprise')
    yield { keyword: 'additionalProperties', pointer: surplus.pointer, value: surplus.with('x') }
  }
  if (!isObject(inner)) return
  const named = isObject(schema.properties) ? schema.properties : {}
  const name = Object.keys(value).find((key) => !(key in named)) ?? 'extra'
  const own = value[name] ?? sampleOf(document, inner)
  if (own !== undefined) yield* faultsIn(document, inner, own, memberPlace(place, value, name), depth + 1)
}

function* nameFaults({ document, schema, value, place }: Holder): Generator<Fault> {
  if (!isObject(value)) return
  const names = document.resolve(schema.propertyNames)
  const [known = 'extra'] = Object.keys(value)
  const own = value[known] ?? sampleOf(document, schema.additionalProperties) ?? 'x'
  for (const keyword of Object.keys(names)) {
    for (const broken of brokenValues(keyword, names, known)) {
      if (typeof broken !== 'string') continue
      yield { keyword: 'propertyNames', pointer: place.pointer, value: memberPlace(place, value, broken).with(own) }
    }
  }
}

/** The first items, which examples make differ where that matters. */
function* itemFaults({ document, schema, value, place, depth }: Holder): Generator<Fault> {
  if (!Array.isArray(value)) return
  const sample = value.length === 0 ? sampleOf(document, schema.items) : undefined
  const items = sample === undefined ? value.slice(0, 4) : [sample]
  for (const [index, item] of items.entries()) {
    yield* faultsIn(document, schema.items, item, arrayPlace(place, value, index), depth + 1)
  }
}

/** The branch a value is of, broken, and the others as their samples, broken. */
function* branchFaults({ document, schema, value, place, depth }: Holder): Generator<Fault> {
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    for (const branch of list(schema[keyword])) {
      const resolved = document.resolve(branch)
      const fits = allows(document, resolved, value)
      const own = fits ? value : sampleOf(document, branch)
      if (own !== undefined) yield* faultsIn(document, branch, own, place, depth + 1)
    }
  }
}

function* each<Item>(items: Item[], faults: (item: Item) => Iterable<Fault>): Generator<Fault> {
  for (const item of items) yield* faults(item)
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

export type { JsonObject }
