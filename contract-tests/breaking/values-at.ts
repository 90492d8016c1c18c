import { isObject, type Json } from '../json.ts'

/** Every value at these steps of a body; `*` is any item or any member. Empty when there is none. */
export function valuesAt(body: Json | undefined, at: string[]): Json[] {
  let found: Json[] = body === undefined ? [] : [body]
  for (const step of at) found = found.flatMap((value) => inside(value, step))
  return found
}

function inside(value: Json, step: string): Json[] {
  if (step === '*') return typeof value === 'object' && value !== null ? Object.values(value) : []
  if (!isObject(value) || !Object.hasOwn(value, step)) return []
  const member = value[step]
  return member === undefined ? [] : [member]
}
