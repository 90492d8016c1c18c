import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Fault } from './fault.ts'
import { type Holder, memberPlace } from './places.ts'
import { sampleOf } from './sample.ts'

/**
 * An object whose members depend on each other (`if`, `not`, `dependentRequired`), with up to two of the members that are spoken of
 * there, or not there, or of another value.
 */
export function* conditionFaults({ document, schema, value, place }: Holder): Generator<Fault> {
  if (!isObject(value)) return
  const { if: condition, then: met, else: unmet, not, dependentRequired } = schema
  const spoken = new Map<string, Json[]>()
  for (const part of [condition, met, unmet, not]) collect(document.resolve(part))
  for (const [name, others] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
    for (const one of [name, ...(Array.isArray(others) ? others : [])]) note(String(one))
  }
  const keyword = not === undefined ? 'if' : 'not'
  const changes = [...spoken].flatMap(([name, values]) => changesOf(name, values))
  for (const [index, { name, to }] of changes.entries()) {
    const member = memberPlace(place, value, name)
    yield { keyword, pointer: place.pointer, value: member.with(to) }
    const changed = memberPlace({ pointer: '', with: (whole) => whole }, value, name).with(to)
    if (!isObject(changed)) continue
    for (const second of changes.slice(index + 1)) {
      if (second.name === name) continue
      const other = memberPlace(place, changed, second.name)
      yield { keyword, pointer: place.pointer, value: other.with(second.to) }
    }
  }

  function changesOf(name: string, values: Json[]): { name: string; to: Json | undefined }[] {
    const others = values.map((to) => ({ name, to }))
    if (Object.hasOwn(value as JsonObject, name)) return [{ name, to: undefined }, ...others]
    const sample = sampleOf(document, propertyOf(name))
    return sample === undefined ? others : [{ name, to: sample }, ...others]
  }

  function propertyOf(name: string): Json | undefined {
    return isObject(schema.properties) ? schema.properties[name] : undefined
  }

  function collect(part: JsonObject): void {
    for (const name of Array.isArray(part.required) ? part.required : []) note(String(name))
    for (const [name, inner] of Object.entries(isObject(part.properties) ? part.properties : {})) {
      const { const: one, enum: some } = document.resolve(inner)
      note(name, ...(one === undefined ? [] : [one]), ...(Array.isArray(some) ? some : []))
    }
    for (const inner of [part.not, part.if, part.then, part.else]) if (isObject(inner)) collect(document.resolve(inner))
    for (const inner of [part.allOf, part.anyOf, part.oneOf].flat())
      if (isObject(inner)) collect(document.resolve(inner))
  }

  function note(name: string, ...values: Json[]): void {
    spoken.set(name, [...(spoken.get(name) ?? []), ...values])
  }
}
