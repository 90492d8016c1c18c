import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Document } from './document.ts'
import { forExpectations } from './expectations.ts'
import { pointerTo } from './pointer.ts'

/** A schema that a value touches. */
export interface Touch {
  schema: JsonObject
  pointer: string
  value: Json
  /** Where in the value. */
  at: string
  /** Its own `x-source`, otherwise that of what it is part of. */
  source: string | undefined
  /** That of what it is part of. */
  parentSource: string | undefined
}

/**
 * Every schema an expected value touches: those of its members and items, all parts of an `allOf`, and the alternatives of a union which
 * the value fits; of several that fit, only what they have in common.
 */
export function touchedBy(
  document: Document,
  pointer: string,
  value: Json,
  source: string | undefined,
  at = '',
): Touch[] {
  const { schema, place, own } = followed(document, pointer)
  const touch: Touch = { schema, pointer: place, value, at, source: own ?? source, parentSource: source }
  return [touch, ...parts(document, touch)]
}

function parts(document: Document, { schema, pointer, value, at, source }: Touch): Touch[] {
  const within = (steps: string[], item: Json, where: string) =>
    touchedBy(document, pointer + pointerTo(...steps), item, source, where)
  const found: Touch[] = []
  for (const [index] of listOf(schema.allOf).entries()) found.push(...within(['allOf', String(index)], value, at))
  found.push(...alternatives(document, pointer, schema, value, (step) => within(step, value, at)))
  if (isObject(value)) {
    const properties = isObject(schema.properties) ? schema.properties : {}
    for (const [name, item] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) found.push(...within(['properties', name], item, at + pointerTo(name)))
    }
  }
  if (Array.isArray(value) && isObject(schema.items)) {
    for (const [index, item] of value.entries()) found.push(...within(['items'], item, `${at}/${index}`))
  }
  return found
}

function alternatives(
  document: Document,
  pointer: string,
  schema: JsonObject,
  value: Json,
  visit: (step: string[]) => Touch[],
): Touch[] {
  const expectations = forExpectations(document)
  const steps = ['oneOf', 'anyOf'].flatMap((key) => listOf(schema[key]).map((_, index) => [key, String(index)]))
  const fitting = steps.filter((step) => expectations.validator(pointer + pointerTo(...step))(value)).map(visit)
  const [first = [], ...others] = fitting
  return first.filter((touch) => others.every((other) => other.some((one) => one.pointer === touch.pointer)))
}

/** A mark beside a `$ref` is about this use of what it names. */
function followed(document: Document, pointer: string): { schema: JsonObject; place: string; own: string | undefined } {
  let own: string | undefined
  let place = pointer
  let schema = document.at(pointer)
  for (let steps = 0; steps < 100; steps++) {
    own ??= sourceOf(schema)
    if (typeof schema.$ref !== 'string') break
    place = schema.$ref.slice(1)
    schema = document.at(place)
  }
  return { schema, place, own }
}

export function sourceOf(node: JsonObject): string | undefined {
  return typeof node['x-source'] === 'string' ? node['x-source'] : undefined
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
