import type { Json } from '../json.ts'

/** A value with one thing wrong in it. */
export interface Fault {
  /** What is broken: a keyword of JSON Schema, or a word of ours (`text`, `media type`). */
  keyword: string
  /** What is wrong, into the value: `/buttons/0/title`; of a missing or a surplus member, that member. */
  pointer: string
  /** All of the value; undefined for one that is not given. */
  value: Json | undefined
}

/** A place in a value: where it is, and all of the value with something else there. */
export interface Place {
  pointer: string
  with(value: Json | undefined): Json | undefined
}

/** The value as a whole. */
export const whole: Place = { pointer: '', with: (value) => value }
