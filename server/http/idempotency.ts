import { createHash } from 'node:crypto'
import type { IdempotencyClaim } from '../domain/messages/send.ts'

/** The claim of a request that carries an `Idempotency-Key`; `request` is everything that makes it the same request. */
export function idempotencyOf(route: string, key: string | undefined, request: unknown): IdempotencyClaim | undefined {
  if (key === undefined) return undefined
  return { route, key, requestHash: createHash('sha256').update(canonicalJson(request)).digest('hex') }
}

/** JSON with members in order of their names, so that a client may write them in any. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
