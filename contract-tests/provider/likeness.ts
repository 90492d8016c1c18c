import { isObject, type Json } from '../json.ts'

/** How well a value meets what is expected, to choose between several: higher is better, 0 where nothing is expected. */
export function likeness(expected: Json | undefined, got: Json | undefined): number {
  if (expected === undefined) return 0
  if (got === undefined) return -2
  if (Array.isArray(expected)) return Array.isArray(got) ? likenessOfLists(expected, got) : -2
  if (isObject(expected)) return isObject(got) ? likenessOfObjects(expected, got) : -2
  if (expected === got) return 1
  // Values differ freely under a matcher; null and a value never do.
  return typeof expected === typeof got && expected !== null && got !== null ? 0.25 : -1
}

function likenessOfLists(expected: Json[], got: Json[]): number {
  if (expected.length === 0 || got.length === 0) return expected.length === got.length ? 1 : -2
  return 1 + likeness(expected[0], got[0])
}

function likenessOfObjects(expected: Record<string, Json>, got: Record<string, Json>): number {
  const members = Object.entries(expected).map(([name, value]) => likeness(value, got[name]))
  const more = Object.keys(got).filter((name) => !(name in expected)).length
  return members.reduce((sum, one) => sum + one, 0) - more / 10
}
