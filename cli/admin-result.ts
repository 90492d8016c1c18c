import { Refused } from './command.ts'

/** The result of an admin command. Throws Refused with the store's own words. */
export function resultOf(answer: { ok: true; result: unknown } | { ok: false; error: string }): unknown {
  if (answer.ok) return answer.result
  throw new Refused(answer.error)
}

export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
