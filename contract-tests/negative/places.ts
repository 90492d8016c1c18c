import type { Document } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Place } from './fault.ts'

/** A value at its place, with the schema that is about it. */
export interface Holder {
  document: Document
  schema: JsonObject
  value: Json
  place: Place
  depth: number
}

/** A member of an object; with undefined it is left out. */
export function memberPlace(place: Place, object: JsonObject, name: string): Place {
  return {
    pointer: place.pointer + pointerTo(name),
    with(value) {
      const { [name]: _, ...others } = object
      if (value === undefined) return place.with(others)
      return place.with(Object.hasOwn(object, name) ? { ...object, [name]: value } : { ...others, [name]: value })
    },
  }
}

/** An item of an array, or one behind its last. */
export function arrayPlace(place: Place, array: Json[], index: number): Place {
  return {
    pointer: place.pointer + pointerTo(index),
    with: (value) => place.with(value === undefined ? array.toSpliced(index, 1) : array.toSpliced(index, 1, value)),
  }
}
